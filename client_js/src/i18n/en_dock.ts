/** English texts of the customer's call window, beside those of `en.ts`. */
export const enDock = {
  'dock.title': 'Support call',
  'dock.agent': 'Agent',
  'dock.close': 'Close',

  'dock.stage.stray': 'No call here',
  'dock.stage.stray_more':
    'This window belongs to a support call, which opens it from the website. Go back there and start the call again.',
  'dock.stage.connecting': 'Connecting…',
  'dock.stage.connecting_more': 'Waiting for the website.',
  'dock.stage.ringing': 'Calling…',
  'dock.stage.ringing_more':
    '{organisation} has {seconds, plural, one {# second} other {# seconds}} to answer. Nothing is heard or seen before that.',
  'dock.stage.starting': 'Starting…',
  'dock.stage.starting_more': 'The call begins in a moment.',
  'dock.stage.starting_screen': 'You choose what to share in a moment.',
  'dock.stage.no_path': 'Not connected',
  'dock.stage.no_path_more': 'Trying again. You can also write in the chat.',
  'dock.stage.hold': 'On hold',
  'dock.stage.hold_more':
    'You paused sharing. Nobody hears or sees you until you press “Continue browsing” on the website.',
  'dock.stage.call': 'On a call with {agents}',
  'dock.stage.call_alone': 'Waiting for an agent…',

  'dock.way.server': 'No connection to the support server. The call goes on; reconnecting…',
  'dock.way.path': 'The connection is interrupted. Reconnecting…',
  'dock.way.no_path':
    'Your networks do not let you and the agent talk to each other. The chat and the page that you share go on through the support server.',
  'dock.way.refused':
    'The support’s TURN server does not take our credentials, and there is no other way to the agent. Tell the agent in the chat; it has to be repaired there.',
  'dock.way.unreachable':
    'The support’s TURN server does not answer, and there is no other way to the agent. Your network may block it. The chat and the page that you share go on through the support server.',
  'dock.way.check': 'Check your connection',
  'dock.way.deserted': 'The website was closed. The call goes on in this window.',

  'dock.live': 'Live: {what}',
  'dock.live.microphone': 'microphone',
  'dock.live.camera': 'camera',
  'dock.live.screen': 'screen',
  'dock.live.nothing': 'Nobody hears or sees you',

  'dock.path.direct': 'Direct',
  'dock.path.turn': 'TURN',
  'dock.path.good': 'good',
  'dock.path.fair': 'unsteady',
  'dock.path.poor': 'poor',
  'dock.path.chip': '{path}, {grade}',
  'dock.path.direct_more': 'From browser to browser.',
  'dock.path.turn_more': 'By way of a TURN server, encrypted from browser to browser.',
  'dock.path.measured':
    '{how} {delay, select, none {} other {Round trip {delay} ms.}} {loss, select, none {} other {{loss} % lost.}}',

  'dock.controls': 'Call',
  'dock.mute': 'Mute',
  'dock.unmute': 'Unmute',
  'dock.camera_on': 'Camera on',
  'dock.camera_off': 'Camera off',
  'dock.camera_asking': 'Asking {agents} for video…',
  'dock.video_refused': 'No video: the agent has not agreed to it. You can ask again later.',
  'dock.hang_up': 'Hang up',
  'dock.devices': 'Devices',
  'dock.microphone': 'Microphone',
  'dock.camera': 'Camera',
  'dock.speaker': 'Speaker',
  'dock.default': 'Default',
  'dock.device_number': 'Device {number}',
  'dock.picture_in_picture': 'Show {agent} in a small window on top',
  'dock.agent_muted': 'Muted',
  'dock.agent_trouble.microphone': '{agent} cannot be heard: the microphone there does not work.',
  'dock.agent_trouble.camera': '{agent} cannot be seen: the camera there does not work.',
  'dock.sound_on': 'Turn the sound on',
  'dock.sound_refused': 'Your browser has not let the sound begin.',
  'dock.own_camera': 'Your camera, as others see it',

  'dock.screen': 'Your screen',
  'dock.screen.choose': 'Choose what to share',
  'dock.screen.choose_more': 'Nothing is shared before you have picked it in your browser.',
  'dock.screen.choose_again':
    'The page has changed, so your browser wants you to pick again. Nothing is shared until then.',
  'dock.screen.choosing': 'Pick what to share in your browser’s window.',
  'dock.screen.anew': 'Choose something else',
  'dock.screen.wanted_anew': 'The agent asks you to choose something else.',
  'dock.screen.stop': 'Stop sharing',
  'dock.screen.browser': 'You are sharing a browser tab',
  'dock.screen.window': 'You are sharing a window',
  'dock.screen.monitor': 'You are sharing your entire screen',
  'dock.screen.preview': 'What you are sharing, as the agent sees it',
  'dock.screen.seen': '{agents} can see it.',
  'dock.screen.unseen': 'Nobody sees it yet.',
  'dock.screen.frozen': 'The picture stands still: what you are sharing is hidden or minimised.',
  'dock.screen.allowed': 'Here you can share {surfaces}.',
  'dock.screen.forbidden':
    'That cannot be shared here, and nothing of it was. Please choose {surfaces}.',
  'dock.surface.browser': 'a browser tab',
  'dock.surface.window': 'a window',
  'dock.surface.monitor': 'the entire screen',

  'dock.trouble.again': 'Try again',
  'dock.trouble.dismiss': 'Dismiss',
  'dock.trouble.microphone': 'Nobody hears you',
  'dock.trouble.camera': 'Nobody sees you',
  'dock.trouble.screen': 'Nothing is shared',
  'dock.trouble.microphone.denied':
    'Your browser does not let this page use the microphone. Allow it in the site settings, beside the address, and try again. You can hear the agent meanwhile.',
  'dock.trouble.microphone.dismissed':
    'You closed the browser’s question about the microphone. Try again to be heard.',
  'dock.trouble.microphone.missing': 'There is no microphone. Plug one in and try again.',
  'dock.trouble.microphone.busy':
    'The microphone does not answer. Another program may be using it: close that, and try again.',
  'dock.trouble.microphone.impossible':
    'This browser, or this website, does not let calls use a microphone. You can hear the agent.',
  'dock.trouble.microphone.insecure':
    'Browsers give the microphone to secure (https) pages only. You can hear the agent.',
  'dock.trouble.camera.denied':
    'Your browser does not let this page use the camera. Allow it in the site settings, beside the address. The call goes on without your picture.',
  'dock.trouble.camera.dismissed': 'You closed the browser’s question about the camera.',
  'dock.trouble.camera.missing': 'There is no camera. The call goes on without your picture.',
  'dock.trouble.camera.busy':
    'The camera does not answer. Another program may be using it. The call goes on without your picture.',
  'dock.trouble.camera.impossible':
    'This browser, or this website, does not let calls use a camera. The call goes on without your picture.',
  'dock.trouble.camera.insecure':
    'Browsers give the camera to secure (https) pages only. The call goes on without your picture.',
  'dock.trouble.screen.denied': 'Your browser, or your system, does not let the screen be shared.',
  'dock.trouble.screen.dismissed':
    'You closed the browser’s picker. The agent was told, and can ask again.',
  'dock.trouble.screen.missing': 'There is nothing that could be shared.',
  'dock.trouble.screen.busy': 'Your system did not hand over the picture of the screen.',
  'dock.trouble.screen.impossible':
    'This browser cannot share the screen; browsers of phones and tablets cannot. The agent was told.',
  'dock.trouble.screen.insecure': 'Browsers let secure (https) pages only share the screen.',

  'dock.ended': 'Call ended',
  'dock.ended.sharing': 'Sharing ended',
  'dock.ended.closes': 'This window closes by itself.',
  'dock.ended.hung_up': 'You hung up. Nothing is heard, seen or shared any more.',
  'dock.ended.stopped_sharing': 'You stopped sharing your screen.',
  'dock.ended.by_agent': 'The agent ended it.',
  'dock.ended.ended': 'It is over. Nothing is heard, seen or shared any more.',
  'dock.ended.declined': 'The agent cannot talk now. You can write in the chat.',
  'dock.ended.no_answer': 'Nobody answered. You can write in the chat, or call again later.',
  'dock.ended.withdrawn': 'The agent took the call back.',
  'dock.ended.offline': 'It did not work: there is no connection to the support server.',
  'dock.ended.too_soon': 'Please wait a little before you call again.',
  'dock.ended.not_possible': 'It did not work: the call is not possible at the moment.',
  'dock.ended.elsewhere': 'The call goes on in another window.',
  'dock.ended.signed_out': 'You were signed out.',
  'dock.ended.outdated': 'The support server has a newer version. Reload the website.',
  'dock.ended.website_gone': 'The website was closed before the call began.',
  'dock.ended.not_permitted': 'Support no longer lets the agent do this.',
  'dock.ended.participant_gone': 'The agent lost the connection.',
  'dock.ended.dock_closed': 'This window did not connect in time.',
  'dock.ended.session_paused': 'You paused sharing, so your screen is not shared any more.',
  'dock.ended.denied_by_device': 'Nothing was shared.',

  'dock.document': 'Document',
  'dock.document.share': 'Share a document',
  'dock.document.cancel': 'Cancel',
  'dock.ended.document': 'Document closed',
  'dock.ended.closed_document': 'You closed the document. Nothing of it is kept here.',
} as const
