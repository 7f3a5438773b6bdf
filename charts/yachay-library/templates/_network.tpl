{{/* Headless for gRPC clients, which balance over all addresses; the other for everybody else. */}}
{{- define "yachay.services" -}}
{{- $v := include "yachay.values" . | fromYaml -}}
{{- range $suffix := list "" "-headless" }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "yachay.name" $ }}{{ $suffix }}
  labels: {{- include "yachay.labels" $ | nindent 4 }}
spec:
  {{- if $suffix }}
  clusterIP: None
  {{- end }}
  selector: {{- include "yachay.selector" $ | nindent 4 }}
  ports:
    - {name: grpc, port: {{ $v.ports.grpc }}, targetPort: grpc, appProtocol: grpc}
    {{- if not $suffix }}
    - {name: admin, port: {{ $v.ports.admin }}, targetPort: admin, appProtocol: http}
    {{- end }}
{{- end }}
{{- end -}}

{{/* Only named callers come in, only named peers, the brokers and DNS are reached. */}}
{{- define "yachay.networkpolicy" -}}
{{- $v := include "yachay.values" . | fromYaml -}}
{{- if $v.networkPolicy.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "yachay.name" . }}
  labels: {{- include "yachay.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "yachay.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- with $v.networkPolicy.callers }}
    - from:
        {{- range . }}
        {{- if kindIs "string" . }}
        - podSelector: {matchLabels: {app.kubernetes.io/name: yachay-{{ . }}}}
        {{- else }}
        - {{ toJson . }}
        {{- end }}
        {{- end }}
      ports: [{port: grpc, protocol: TCP}]
    {{- end }}
    - from: [{{ toJson $v.networkPolicy.monitoring }}]
      ports: [{port: admin, protocol: TCP}]
  egress: {{- include "yachay.egress" $v | nindent 4 }}
{{- end -}}
{{- end -}}

{{- define "yachay.egress" -}}
- to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
  ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
- to: [{{ toJson .networkPolicy.kafka.to }}]
  ports: [{port: {{ .networkPolicy.kafka.port }}, protocol: TCP}]
{{- range .networkPolicy.peers }}
- to: [{{ if .name }}{podSelector: {matchLabels: {app.kubernetes.io/name: yachay-{{ .name }}}}}{{ else }}{{ toJson .to }}{{ end }}]
  ports: [{port: {{ .port }}, protocol: TCP}]
{{- end }}
{{- end -}}
