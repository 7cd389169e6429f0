// What of runs lives at places: stops, as long as they are not over.
import { stopOutcomes } from '@shared/runs/stop-machine'
import { living } from '../living'
import { Stops } from './stops.model'

export const runsAtPlaces = [living(Stops, { status: { $nin: [...stopOutcomes, 'withdrawn'] } })]
