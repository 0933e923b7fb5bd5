/** Entry of `pdf_worker.js`: the part of pdf.js that parses. It begins by itself. */
import 'pdfjs-dist/build/pdf.worker.mjs'
