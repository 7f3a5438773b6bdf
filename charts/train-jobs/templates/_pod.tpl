{{/* A pod that runs the command: takes (dict "root" $ "v" VALUES "args" ARGS "restart" POLICY "brokers" BOOL) */}}
{{- define "train-jobs.pod" -}}
{{- $v := .v -}}
metadata:
  labels: {{- include "yachay.labels" .root | nindent 4 }}
spec:
  serviceAccountName: {{ include "yachay.name" .root }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  restartPolicy: {{ .restart }}
  securityContext: {{- include "yachay.podSecurity" . | nindent 4 }}
  {{- with $v.image.pullSecrets }}
  imagePullSecrets: {{- range . }}
    - name: {{ . }}{{ end }}
  {{- end }}
  {{- with $v.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $v.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: yachay
      image: {{ include "yachay.image" (dict "image" $v.image "version" .root.Chart.AppVersion) }}
      imagePullPolicy: {{ $v.image.pullPolicy }}
      args:
        {{- range .args }}
        - {{ . | quote }}
        {{- end }}
        {{- if .brokers }}
        - --brokers={{ $v.kafka.brokers }}
        {{- if $v.kafka.secret }}
        - --kafka-config=/etc/yachay/kafka/kafka.properties
        {{- end }}
        {{- end }}
      {{- with include "yachay.mlflow" $v | fromYaml }}
      env:
        {{- range $name, $value := . }}
        - {name: {{ $name }}, value: {{ $value | quote }}}
        {{- end }}
      {{- end }}
      resources:
        requests: {cpu: {{ $v.resources.cpu }}, memory: {{ $v.resources.memory }}}
        limits: {memory: {{ $v.resources.memory }}}
      securityContext: {{- include "yachay.containerSecurity" . | nindent 8 }}
      volumeMounts: {{- include "yachay.mounts" $v | nindent 8 }}
        - {name: data, mountPath: /data}
  volumes: {{- include "yachay.volumes" $v | nindent 4 }}
    - name: data
      persistentVolumeClaim: {claimName: {{ $v.data.claim }}}
{{- end -}}
