// `npm run openapi`: prints the OpenAPI document, for tools that import it.
import { features } from '../server/features'
import { openApiDocument } from '../server/http/openapi'

console.log(JSON.stringify(openApiDocument(features.flatMap((feature) => [...feature.routes])), null, 2))
process.exit(0)
