{{- define "yachay.configmap" -}}
{{- $v := include "yachay.values" . | fromYaml -}}
{{- $_ := set $v.config "listen" (printf "0.0.0.0:%v" $v.ports.grpc) -}}
{{- $_ := set $v.config "admin" (printf "0.0.0.0:%v" $v.ports.admin) -}}
{{- $_ := set $v.config "drain-wait" (printf "%vs" $v.drain.waitSeconds) -}}
{{- $_ := set $v.config "drain-deadline" (printf "%vs" $v.drain.deadlineSeconds) -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "yachay.name" . }}
  labels: {{- include "yachay.labels" . | nindent 4 }}
data: {{- include "yachay.environment" $v | trim | nindent 2 }}
{{- end -}}

{{/* Deployment or StatefulSet. */}}
{{- define "yachay.workload" -}}
{{- $v := include "yachay.values" . | fromYaml -}}
{{- $name := include "yachay.name" . -}}
{{- if and $v.autoscaling.enabled $v.keda.enabled }}{{ fail "autoscaling.enabled and keda.enabled: two cannot scale one workload; choose one" }}{{ end -}}
apiVersion: apps/v1
kind: {{ $v.stateful | ternary "StatefulSet" "Deployment" }}
metadata:
  name: {{ $name }}
  labels: {{- include "yachay.labels" . | nindent 4 }}
spec:
  {{- if not (or $v.autoscaling.enabled $v.keda.enabled) }}
  replicas: {{ $v.replicas }}
  {{- end }}
  # Longer than the 30 s for which clients may keep an old answer of the DNS.
  minReadySeconds: 35
  {{- if $v.stateful }}
  serviceName: {{ $name }}-headless
  podManagementPolicy: Parallel
  {{- else }}
  strategy:
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  {{- end }}
  selector:
    matchLabels: {{- include "yachay.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "yachay.labels" . | nindent 8 }}
      annotations:
        checksum/config: {{ include "yachay.configmap" . | sha256sum }}
        {{- with $v.quotas }}
        checksum/quotas: {{ toYaml . | sha256sum }}
        {{- end }}
        {{- with $v.podAnnotations }}{{ toYaml . | nindent 8 }}{{ end }}
    spec:
      serviceAccountName: {{ $name }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      # Not ready → calls move away → calls in flight end → flush, commit, stop.
      terminationGracePeriodSeconds: {{ add $v.drain.waitSeconds $v.drain.deadlineSeconds 10 }}
      securityContext: {{- include "yachay.podSecurity" . | nindent 8 }}
      {{- with $v.image.pullSecrets }}
      imagePullSecrets: {{- range . }}
        - name: {{ . }}{{ end }}
      {{- end }}
      {{- with $v.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- with $v.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $v.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if $v.spread }}
      topologySpreadConstraints:
        {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "yachay.selector" $ | nindent 14 }}
        {{- end }}
      {{- end }}
      containers:
        - name: {{ .Chart.Name }}
          image: {{ include "yachay.image" (dict "image" $v.image "version" .Chart.AppVersion) }}
          imagePullPolicy: {{ $v.image.pullPolicy }}
          envFrom:
            - configMapRef: {name: {{ $name }}}
          ports:
            - {name: grpc, containerPort: {{ $v.ports.grpc }}}
            - {name: admin, containerPort: {{ $v.ports.admin }}}
          # Plain HTTP on a port of its own: kubelets speak no TLS to gRPC.
          startupProbe:
            httpGet: {path: /livez, port: admin}
            periodSeconds: 1
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /livez, port: admin}
            periodSeconds: 10
            failureThreshold: 3
          readinessProbe:
            httpGet: {path: /readyz, port: admin}
            periodSeconds: 2
            failureThreshold: 2
          resources:
            requests: {cpu: {{ $v.resources.cpu }}, memory: {{ $v.resources.memory }}}
            limits: {memory: {{ $v.resources.memory }}}
          securityContext: {{- include "yachay.containerSecurity" . | nindent 12 }}
          volumeMounts: {{- include "yachay.mounts" $v | nindent 12 }}
            {{- if $v.stateful }}
            - {name: data, mountPath: /data}
            {{- end }}
      volumes: {{- include "yachay.volumes" $v | nindent 8 }}
  {{- if $v.stateful }}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec:
        accessModes: [ReadWriteOnce]
        {{- with $v.storage.className }}
        storageClassName: {{ . }}
        {{- end }}
        resources: {requests: {storage: {{ $v.storage.size }}}}
  {{- end }}
{{- end -}}
