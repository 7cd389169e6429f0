// What a link in a server's text means to the console: pages of the console have one part ("/bookings?open=…"), those
// of the mini-program two ("/me/points"). app/links.test.ts opens all of them.

/** An address inside the console; null for what is seen in the mini-program. */
export const deskPath = (link: string | null): string | null => (link && /^\/[a-z-]+(\?|$)/.test(link) ? link : null)
