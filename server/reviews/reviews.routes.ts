// Routes of reviews: only those for parties without an account; questions are asked and decided in their features.
import { reviews } from '@shared/reviews/contract'
import { implement } from '../http/implement'
import { answerByLink, answersOf, reviewByLink, sendReviewLink } from './reviews-links'

export const reviewsRoutes = implement(
  'reviews',
  reviews,
)({
  sendLink: (input, { actor }) => sendReviewLink(actor, input),
  answers: (input, { actor }) => answersOf(actor, input),
  byLink: (_input, { actor }) => reviewByLink(actor),
  answerByLink: (input, { actor }) => answerByLink(actor, input),
})
