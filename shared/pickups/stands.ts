// Where things stand until the crew comes, as it is kept with the booking.

/** The crew comes up for them: they stay inside until it is at the door. */
export const DOOR_STAND = '家门口'
