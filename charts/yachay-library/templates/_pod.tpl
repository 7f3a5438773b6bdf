{{/* The restricted pod security standard. */}}
{{- define "yachay.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "yachay.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* Files that are mounted, as volumes: takes merged values. */}}
{{- define "yachay.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 64Mi}
{{- with .kafka.secret }}
- name: kafka
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- with .tls.secret }}
- name: tls
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- with .auth.keys }}
- name: auth-keys
  configMap: {name: {{ . }}}
{{- end }}
{{- if .quotas }}
- name: quotas
  configMap: {name: yachay-ingestion-quotas}
{{- end }}
{{- with .auth.tokenSecret }}
- name: token
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- range $flag, $file := .secretFiles }}
- name: {{ $flag }}
  secret: {secretName: {{ $file.secret }}, defaultMode: 0440}
{{- end }}
{{- with .registry.mlflow.secret }}
- name: mlflow
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- with .registry.claim }}
- name: registry
  persistentVolumeClaim: {claimName: {{ . }}{{ if $.registry.readOnly }}, readOnly: true{{ end }}}
{{- end }}
{{- end -}}

{{- define "yachay.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if .kafka.secret }}
- {name: kafka, mountPath: /etc/yachay/kafka, readOnly: true}
{{- end }}
{{- if .tls.secret }}
- {name: tls, mountPath: /etc/yachay/tls, readOnly: true}
{{- end }}
{{- if .auth.keys }}
- {name: auth-keys, mountPath: /etc/yachay/auth, readOnly: true}
{{- end }}
{{- if .quotas }}
- {name: quotas, mountPath: /etc/yachay/quotas, readOnly: true}
{{- end }}
{{- if .auth.tokenSecret }}
- {name: token, mountPath: /etc/yachay/token, readOnly: true}
{{- end }}
{{- range $flag, $file := .secretFiles }}
- {name: {{ $flag }}, mountPath: /etc/yachay/{{ $flag }}, readOnly: true}
{{- end }}
{{- if .registry.mlflow.secret }}
- {name: mlflow, mountPath: /etc/yachay/mlflow, readOnly: true}
{{- end }}
{{- if .registry.claim }}
- {name: registry, mountPath: /models{{ if .registry.readOnly }}, readOnly: true{{ end }}}
{{- end }}
{{- end -}}

{{/* What MLflow's variables say of its Secret: files alone. Takes merged values. */}}
{{- define "yachay.mlflow" -}}
{{- with .registry.mlflow }}
{{- if and (not .secret) (or .user .ca) }}{{ fail "registry.mlflow.secret: where the password and ca.crt are" }}{{ end -}}
{{- if .user }}
MLFLOW_TRACKING_USERNAME: {{ .user | quote }}
MLFLOW_TRACKING_PASSWORD_FILE: /etc/yachay/mlflow/password
{{- else if .secret }}
MLFLOW_TRACKING_TOKEN_FILE: /etc/yachay/mlflow/token
{{- end }}
{{- if .ca }}
MLFLOW_TRACKING_SERVER_CERT_PATH: /etc/yachay/mlflow/ca.crt
{{- end }}
{{- end }}
{{- end -}}

{{/* Flags as YACHAY_*: what every process of ours takes. Takes merged values. */}}
{{- define "yachay.environment" -}}
{{- $flags := dict "brokers" .kafka.brokers -}}
{{- if .kafka.secret }}{{ $_ := set $flags "kafka-config" "/etc/yachay/kafka/kafka.properties" }}{{ end -}}
{{- if .tls.secret -}}
{{- $_ := set $flags "tls-cert" "/etc/yachay/tls/tls.crt" -}}
{{- $_ := set $flags "tls-key" "/etc/yachay/tls/tls.key" -}}
{{- $_ := set $flags "tls-ca" "/etc/yachay/tls/ca.crt" -}}
{{- end -}}
{{- if .auth.keys -}}
{{- if not .tls.secret }}{{ fail "auth.keys needs tls.secret: tokens do not travel in plain text" }}{{ end -}}
{{- $_ := set $flags "auth-keys" "/etc/yachay/auth/jwks.json" -}}
{{- $_ := set $flags "auth-issuer" (required "auth.issuer: who signs the callers' tokens" .auth.issuer) -}}
{{- $_ := set $flags "auth-audience" .auth.audience -}}
{{- end -}}
{{- if .quotas }}{{ $_ := set $flags "quotas" "/etc/yachay/quotas/quotas.yaml" }}{{ end -}}
{{- if .auth.tokenSecret }}{{ $_ := set $flags "token-file" "/etc/yachay/token/token" }}{{ end -}}
{{- range $flag, $file := .secretFiles }}{{ $_ := set $flags $flag (printf "/etc/yachay/%s/%s" $flag $file.key) }}{{ end -}}
{{- range $flag, $value := merge (deepCopy .config) $flags }}
YACHAY_{{ $flag | upper | replace "-" "_" }}: {{ kindIs "slice" $value | ternary ($value | toString | trimAll "[]" | replace " " ",") ($value | toString) | quote }}
{{- end }}
{{- include "yachay.mlflow" . }}
{{- end -}}
