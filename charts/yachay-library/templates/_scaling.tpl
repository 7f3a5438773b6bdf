{{- define "yachay.scaling" -}}
{{- $v := include "yachay.values" . | fromYaml -}}
{{- $name := include "yachay.name" . -}}
{{- $target := dict "apiVersion" "apps/v1" "kind" ($v.stateful | ternary "StatefulSet" "Deployment") "name" $name -}}
{{- if $v.autoscaling.enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $name }}
  labels: {{- include "yachay.labels" . | nindent 4 }}
spec:
  scaleTargetRef: {{ toJson $target }}
  minReplicas: {{ $v.autoscaling.min }}
  maxReplicas: {{ $v.autoscaling.max }}
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: {{ $v.autoscaling.cpuPercent }}}}
    {{- with $v.autoscaling.metrics }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 300}
{{- end }}
{{- if $v.keda.enabled }}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ $name }}
  labels: {{- include "yachay.labels" . | nindent 4 }}
spec:
  scaleTargetRef: {{ toJson $target }}
  minReplicaCount: {{ $v.keda.min }}
  maxReplicaCount: {{ $v.keda.max }}
  triggers:
    - type: kafka
      metadata:
        bootstrapServers: {{ $v.kafka.brokers }}
        topic: {{ required "keda.topic" $v.keda.topic }}
        consumerGroup: {{ required "keda.group" $v.keda.group }}
        lagThreshold: {{ $v.keda.lag | quote }}
      {{- with $v.keda.authentication }}
      authenticationRef: {name: {{ . }}}
      {{- end }}
{{- end }}
{{- if $v.podDisruptionBudget }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $name }}
  labels: {{- include "yachay.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "yachay.selector" . | nindent 6 }}
{{- end }}
{{- if $v.serviceMonitor.enabled }}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ $name }}
  labels: {{- merge (include "yachay.labels" . | fromYaml) $v.serviceMonitor.labels | toYaml | nindent 4 }}
spec:
  selector:
    matchLabels: {{- include "yachay.selector" . | nindent 6 }}
  endpoints:
    - {port: admin, path: /metrics, interval: {{ $v.serviceMonitor.interval }}}
{{- end }}
{{- end -}}
