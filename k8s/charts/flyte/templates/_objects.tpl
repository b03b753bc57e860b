{{/* The documents of a file, parsed; lines of comments alone make none. Gives a list as JSON. */}}
{{- define "flyte.documents" -}}
{{- $documents := list }}
{{- range $text := regexSplit "(?m)^---\n" (.root.Files.Get .path) -1 }}
{{- $document := fromYaml $text }}
{{- if hasKey $document "Error" }}{{ fail (printf "%s: %s" $.path (index $document "Error")) }}{{ end }}
{{- if hasKey $document "kind" }}{{ $documents = append $documents $document }}{{ end }}
{{- end }}
{{- toJson $documents }}
{{- end }}

{{/* What every object gets: the labels of the release. */}}
{{- define "flyte.print" -}}
{{- $labels := dict "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version) "app.kubernetes.io/instance" .root.Release.Name "app.kubernetes.io/managed-by" .root.Release.Service }}
{{- $metadata := .object.metadata }}
{{- $_ := set $metadata "labels" (merge (default dict $metadata.labels) $labels) }}
{{- if not (hasPrefix "Cluster" .object.kind) }}{{ $_ := set $metadata "namespace" (default .root.Release.Namespace .namespace) }}{{ end }}
---
{{ toYaml .object }}
{{ end }}

{{/* The data of the ConfigMap flyte: flyte.env, and over it the values. */}}
{{- define "flyte.config" -}}
{{- $data := dict }}
{{- range .Files.Lines "base/common/flyte.env" }}
{{- if regexMatch "^[A-Z]" . }}
{{- $pair := splitn "=" 2 . }}
{{- $_ := set $data $pair._0 $pair._1 }}
{{- end }}
{{- end }}
{{- $_ := set $data "FLYTE_EXECUTOR_POD_ENV_FROM_SECRETS" .Values.tasks.existingSecret }}
{{- $_ := set $data "FLYTE_EXECUTOR_COPILOT_ENV_FROM_SECRETS" .Values.tasks.existingSecret }}
{{- with .Values.tasks.namespace }}
{{- range $key := list "FLYTE_KUBERNETES_TASK_NAMESPACE" "FLYTE_SECRETS_KUBERNETES_NAMESPACE" "FLYTE_EXECUTOR_WEBHOOK_NAMESPACES" "FLYTE_APPS_NAMESPACE" }}
{{- $_ := set $data $key $.Values.tasks.namespace }}
{{- end }}
{{- end }}
{{- if .Values.migrationJobs.enabled }}{{ $_ := set $data "FLYTE_DATABASE_MIGRATION_MODE" "wait" }}{{ end }}
{{- if .Values.webhook.enabled }}
{{- $_ := set $data "FLYTE_EXECUTOR_WEBHOOK_ENABLED" "true" }}
{{- $_ := set $data "FLYTE_EXECUTOR_WEBHOOK_NAME" .Values.webhook.name }}
{{- $_ := set $data "FLYTE_APPS_PODS_SECRETS" "true" }}
{{- end }}
{{- if .Values.auth.enabled }}{{ $data = merge (include "flyte.auth" . | fromJson) $data }}{{ end }}
{{- range $name, $value := .Values.config }}{{ $_ := set $data $name (toString $value) }}{{ end }}
{{- toJson $data }}
{{- end }}

{{/* The configuration of logins: what components/auth says, and the values. */}}
{{- define "flyte.auth" -}}
{{- $data := dict }}
{{- range (first (fromYaml (.Files.Get "components/auth/kustomization.yaml")).configMapGenerator).literals }}
{{- $pair := splitn "=" 2 . }}
{{- $_ := set $data $pair._0 $pair._1 }}
{{- end }}
{{- $auth := .Values.auth }}
{{- range $issuer := list "PODS" "SERVICES" }}
{{- $_ := set $data (printf "FLYTE_AUTH_ISSUERS_%s_URL" $issuer) $auth.cluster.issuer }}
{{- $_ := set $data (printf "FLYTE_AUTH_ISSUERS_%s_JWKS_URL" $issuer) $auth.cluster.jwksUrl }}
{{- end }}
{{- $accounts := list }}
{{- range splitList "," $data.FLYTE_AUTH_ISSUERS_SERVICES_SERVICE_ACCOUNTS }}{{ $accounts = append $accounts (printf "%s/%s" $.Release.Namespace (base .)) }}{{ end }}
{{- $_ := set $data "FLYTE_AUTH_ISSUERS_SERVICES_SERVICE_ACCOUNTS" (join "," $accounts) }}
{{- $_ := set $data "FLYTE_AUTH_ISSUERS_USERS_URL" $auth.users.issuer }}
{{- $_ := set $data "FLYTE_AUTH_ISSUERS_USERS_AUDIENCE" (join "," $auth.users.audience) }}
{{- $_ := set $data "FLYTE_AUTH_ISSUERS_USERS_GROUPS_CLAIM" $auth.users.groupsClaim }}
{{- range $key, $value := dict "FLYTE_AUTH_SERVER_BASE_URL" (default $auth.users.issuer $auth.client.serverBaseUrl) "FLYTE_AUTH_METADATA_PATH" $auth.client.metadataPath
  "FLYTE_AUTH_PUBLIC_URL" $auth.publicUrl "FLYTE_AUTH_CLIENT_ID" $auth.client.id "FLYTE_AUTH_CLIENT_SCOPES" (join "," $auth.client.scopes)
  "FLYTE_AUTH_CLIENT_AUDIENCE" $auth.client.audience "FLYTE_EXECUTOR_POD_IDENTITY_ENDPOINT" $auth.pods.endpoint
  "FLYTE_EXECUTOR_POD_IDENTITY_CA_CONFIG_MAP" $auth.pods.caConfigMap }}
{{- if $value }}{{ $_ := set $data $key $value }}{{ end }}
{{- end }}
{{- toJson $data }}
{{- end }}

{{/* The credentials of a container by the names that the values give them. */}}
{{- define "flyte.credentials" -}}
{{- $values := .root.Values }}
{{- range $variable := .container.env }}
{{- if hasKey $variable "valueFrom" }}{{ with $variable.valueFrom.secretKeyRef }}
{{- $found := index (dict
  "flyte-database/username" (list $values.database.existingSecret $values.database.usernameKey)
  "flyte-database/password" (list $values.database.existingSecret $values.database.passwordKey)
  "flyte-storage/access-key" (list $values.storage.existingSecret $values.storage.accessKeyKey)
  "flyte-storage/secret-key" (list $values.storage.existingSecret $values.storage.secretKeyKey)
  "flyte-kafka/username" (list $values.kafka.existingSecret $values.kafka.usernameKey)
  "flyte-kafka/password" (list $values.kafka.existingSecret $values.kafka.passwordKey)) (printf "%s/%s" .name .key) }}
{{- $_ := set . "name" (first $found) }}
{{- $_ := set . "key" (last $found) }}
{{- end }}{{ end }}
{{- end }}
{{- end }}

{{/* The image of a container, and how it is pulled. */}}
{{- define "flyte.image" -}}
{{- $values := .root.Values }}
{{- $container := .container }}
{{- $name := $container.image }}
{{- if $values.image.registry }}{{ $name = printf "%s/%s" (trimSuffix "/" $values.image.registry) $name }}{{ end }}
{{- $_ := set $container "image" (printf "%s:%s" $name $values.image.tag) }}
{{- $_ := set $container "imagePullPolicy" $values.image.pullPolicy }}
{{- with $values.image.pullSecrets }}
{{- $secrets := list }}
{{- range . }}{{ $secrets = append $secrets (dict "name" .) }}{{ end }}
{{- $_ := set $.pod "imagePullSecrets" $secrets }}
{{- end }}
{{- end }}

{{/*
A Role of a service: in the namespace of tasks what it does there, in its own what it keeps there. Leases and queues are always its own;
templates of pods may be in both. Nothing remains of a Role that has no rules.
*/}}
{{- define "flyte.role" -}}
{{- $own := list }}
{{- $there := list }}
{{- range $rule := .object.rules }}
{{- $resources := join "," $rule.resources }}
{{- $kept := has $resources (list "leases" "taskqueues" "taskqueues/status") }}
{{- if or $kept (eq $resources "podtemplates") }}{{ $own = append $own $rule }}{{ end }}
{{- if not $kept }}{{ $there = append $there $rule }}{{ end }}
{{- end }}
{{- include "flyte.print" (dict "root" .root "namespace" .root.Values.tasks.namespace "object" (set (deepCopy .object) "rules" $there)) }}
{{- if $own }}{{ include "flyte.print" (dict "root" .root "object" (set .object "rules" $own)) }}{{ end }}
{{- end }}

{{/* A Job that migrates a schema. Jobs cannot be changed, so another image or configuration makes another Job. */}}
{{- define "flyte.migration" -}}
{{- $job := .object }}
{{- $pod := $job.spec.template.spec }}
{{- $container := first $pod.containers }}
{{- include "flyte.image" (dict "root" .root "pod" $pod "container" $container) }}
{{- include "flyte.credentials" (dict "root" .root "container" $container) }}
{{- range $key := list "nodeSelector" "tolerations" "affinity" "priorityClassName" }}
{{- with index $.service $key }}{{ $_ := set $pod $key . }}{{ end }}
{{- end }}
{{- $sum := printf "%s %s" (toJson $job.spec) (include "flyte.config" .root) | sha256sum | trunc 10 }}
{{- $_ := set $job.metadata "name" (printf "%s-%s" $job.metadata.name $sum) }}
{{- end }}

{{/* The data of the ConfigMap router. */}}
{{- define "flyte.router" -}}
{{- toJson (merge (dict "nginx.conf" (.Files.Get "base/router/nginx.conf") "public.conf" (.Files.Get "base/router/public.conf")) .Values.router.files) }}
{{- end }}

{{/* A Deployment, changed by the values of its service. */}}
{{- define "flyte.deployment" -}}
{{- $values := .root.Values }}
{{- $service := .service }}
{{- $deployment := .object }}
{{- $template := $deployment.spec.template }}
{{- $pod := $template.spec }}
{{- $container := first $pod.containers }}
{{- if and $values.autoscaling.enabled (hasSuffix "-service" $deployment.metadata.name) }}
{{- $_ := unset $deployment.spec "replicas" }}
{{- else if hasKey $service "replicas" }}
{{- $_ := set $deployment.spec "replicas" (int $service.replicas) }}
{{- end }}
{{- include "flyte.image" (dict "root" .root "pod" $pod "container" $container) }}
{{- with $service.resources }}{{ $_ := set $container "resources" . }}{{ end }}
{{- range $key := list "nodeSelector" "tolerations" "affinity" "priorityClassName" }}
{{- with index $service $key }}{{ $_ := set $pod $key . }}{{ end }}
{{- end }}
{{- include "flyte.credentials" (dict "root" .root "container" $container) }}
{{- range $volume := $pod.volumes }}
{{- if and $volume.secret (eq $volume.secret.secretName "flyte-kafka") }}{{ $_ := set $volume.secret "secretName" $values.kafka.existingSecret }}{{ end }}
{{- end }}
{{- if and $values.webhook.enabled (eq $deployment.metadata.name "executor-operator") }}
{{- $_ := set $container "ports" (append $container.ports (dict "name" "webhook" "containerPort" 9443)) }}
{{- end }}
{{- if and $values.auth.enabled (ne $deployment.metadata.name "router") }}
{{- $component := fromYaml (.root.Files.Get "components/auth/kustomization.yaml") }}
{{- $added := fromYamlArray (first $component.patches).patch }}
{{- $_ := set $pod "volumes" (append $pod.volumes (first $added).value) }}
{{- $_ := set $container "volumeMounts" (append $container.volumeMounts (last $added).value) }}
{{- end }}
{{- with $service.env }}{{ $_ := set $container "env" (concat (default list $container.env) .) }}{{ end }}
{{- $labels := merge (dict) $template.metadata.labels (default dict $service.labels) (dict "app.kubernetes.io/instance" .root.Release.Name) }}
{{- $_ := set $template.metadata "labels" $labels }}
{{- /* A changed configuration replaces the pods. */}}
{{- $sum := include "flyte.config" .root }}
{{- if eq $deployment.metadata.name "router" }}
{{- $sum = include "flyte.router" .root }}
{{- end }}
{{- $_ := set $template.metadata "annotations" (merge (dict "checksum/config" (sha256sum $sum)) (default dict $service.annotations)) }}
{{- end }}
