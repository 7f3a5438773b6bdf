{{/* What each game may send, as the file of --quotas. */}}
{{- define "yachay.quotas" -}}
{{- with .Values.quotas -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "yachay.name" $ }}-quotas
  labels: {{- include "yachay.labels" $ | nindent 4 }}
data:
  quotas.yaml: |
    {{- toYaml . | nindent 4 }}
{{- end -}}
{{- end -}}
