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
{{- $_ := set $metadata "namespace" .root.Release.Namespace }}
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
{{- range $name, $value := .Values.config }}{{ $_ := set $data $name (toString $value) }}{{ end }}
{{- toJson $data }}
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
{{- $name := $container.image }}
{{- if $values.image.registry }}{{ $name = printf "%s/%s" (trimSuffix "/" $values.image.registry) $name }}{{ end }}
{{- $_ := set $container "image" (printf "%s:%s" $name $values.image.tag) }}
{{- $_ := set $container "imagePullPolicy" $values.image.pullPolicy }}
{{- with $values.image.pullSecrets }}
{{- $secrets := list }}
{{- range . }}{{ $secrets = append $secrets (dict "name" .) }}{{ end }}
{{- $_ := set $pod "imagePullSecrets" $secrets }}
{{- end }}
{{- with $service.resources }}{{ $_ := set $container "resources" . }}{{ end }}
{{- range $key := list "nodeSelector" "tolerations" "affinity" "priorityClassName" }}
{{- with index $service $key }}{{ $_ := set $pod $key . }}{{ end }}
{{- end }}
{{- range $variable := $container.env }}
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
{{- range $volume := $pod.volumes }}
{{- if and $volume.secret (eq $volume.secret.secretName "flyte-kafka") }}{{ $_ := set $volume.secret "secretName" $values.kafka.existingSecret }}{{ end }}
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
