import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";

/** Marks calls as made by a script, so that an expired login is answered with a status and not with a redirect. */
const marked: Interceptor = (next) => (request) => {
  request.header.set("X-Requested-With", "JavaScript");
  return next(request);
};

const transport = createConnectTransport({
  baseUrl: self.location.origin,
  useBinaryFormat: true,
  useHttpGet: true,
  interceptors: [marked],
});

/** A client of one service at the console's own origin. */
export function clientOf<S extends DescService>(service: S): Client<S> {
  return createClient(service, transport);
}

/** How long an answer that is not a stream may take. */
export const TIMEOUT_MS = 20_000;
