/** English texts of the admin console's pages of sites. */
export const enAdminSites = {
  'admin.sites.heading': 'Sites',
  'admin.sites.search': 'Search by name, organisation, origin or key',
  'admin.sites.empty':
    'No site is registered yet. Add the first one, and put its tag on the website.',
  'admin.sites.name': 'Name',
  'admin.sites.organisation': 'Organisation',
  'admin.sites.origins': 'Origins',
  'admin.sites.key': 'Site key',
  'admin.sites.add': 'Add a site',
  'admin.sites.all': 'All sites',
  'admin.sites.add_more':
    'A site is a website with all the origins that its pages come from. Nothing can be shared on other pages.',
  'admin.sites.name_hint': 'Agents read it.',
  'admin.sites.organisation_hint':
    'Customers read who asks. Empty: the organisation of the settings.',
  'admin.sites.organisation_kept': 'Customers read who asks.',
  'admin.sites.origins_hint':
    'One a line, such as https://shop.example, with every name the website is served under.',
  'admin.sites.bad_name': 'A name has 1 to 100 visible characters.',
  'admin.sites.bad_origin': '“{origin}” is not an origin such as https://shop.example',
  'admin.sites.no_origins': 'A site has 1 to 50 origins.',
  'admin.sites.save': 'Save',
  'admin.sites.saved': 'Saved.',
  'admin.sites.added': 'The site is registered. Put its tag on the website.',
  'admin.sites.about': 'About the site',
  'admin.sites.embed': 'Put it on the website',
  'admin.sites.seen': 'Installed: seen {ago} on {origin}.',
  'admin.sites.unseen':
    'Not seen yet. Open a page of the website that has the tag; this is updated by itself.',
  'admin.sites.strange': 'Seen {ago} on {origin}, which is not registered: there nothing works.',
  'admin.sites.register': 'Register {origin}',
  'admin.sites.tag': 'Tag for every page',
  'admin.sites.which': 'What the website runs',
  'admin.sites.newest': 'Always the newest version',
  'admin.sites.newest_hint': 'Updates of the server reach the website by themselves.',
  'admin.sites.pinned': 'This version only',
  'admin.sites.pinned_hint':
    'Browsers check every byte of it. It stays as it is when the server is updated, until you copy the tag anew: for payment pages, or if somebody else runs the server.',
  'admin.sites.pinned_ends':
    'This server keeps no copies of old versions (“alongside doctor” says why): after its next update there is no widget until you copy the tag anew.',
  'admin.sites.manifest': 'All versions, with the integrity of every file',
  'admin.sites.old_copy':
    'Pages of {origin} run version {version}, which this server got {since}: their tag is pinned. It works; copy the tag anew to update them. Last seen {ago}.',
  'admin.sites.gone_copy':
    'Pages of {origin} have pinned a version that this server no longer has: there is no widget. Copy the tag anew. Last seen {ago}.',
  'admin.sites.policy': 'For its content security policy, if it has one',
  'admin.sites.policy_more':
    'Add these sources to the directives that the website sends. Instead of the first, a nonce on the tag will do.',
} as const
