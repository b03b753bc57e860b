import { ArtifactService } from "../gen/flyteidl2/artifact/artifact_service_pb";
import { SecretService } from "../gen/flyteidl2/secret/secret_pb";
import { SettingsService } from "../gen/flyteidl2/settings/settings_service_pb";
import { clientOf } from "./transport";

/** Clients that only one page each needs: they are read with it, not with the first page. */
export const artifacts = clientOf(ArtifactService);
export const secrets = clientOf(SecretService);
export const settings = clientOf(SettingsService);
