/** Errors of the maker's desk: a part of the catalogue. */
export const deskErrors = {
  desk_not_open: {
    status: 422,
    title: 'There is no desk that takes this request',
    cause: 'The id names no maker that has a desk for requests.',
    remedy: 'Choose a maker with a desk from the directory of participants, or ask the maker.',
  },
  proof_not_accepted: {
    status: 422,
    title: 'The proof of purchase is not accepted',
    cause: 'It is no PDF document, is damaged or protected, or has content that does more than show pages.',
    remedy: 'Send the invoice or bill of sale as a plain PDF; printing it to a new PDF removes what else is in it.',
  },
  proof_missing: {
    status: 409,
    title: 'There is no proof of purchase',
    cause: 'None was sent for this request, or its time is over and it was deleted.',
    remedy: 'Send the proof of purchase first, then submit the request.',
  },
} as const
