{{/* Makes the topics before the first pod wants them; existing ones stay as they are. */}}
{{- define "yachay.topics" -}}
{{- $v := include "yachay.values" . | fromYaml -}}
{{- if $v.topics.create -}}
{{- if gt (int $v.topics.minInsyncReplicas) (int $v.topics.replication) }}{{ fail "topics.minInsyncReplicas: at most topics.replication" }}{{ end -}}
{{- $name := printf "%s-topics" (include "yachay.name" .) -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}
  labels: {{- include "yachay.labels" . | nindent 4 }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: 10
  activeDeadlineSeconds: 600
  template:
    metadata:
      labels: {app.kubernetes.io/name: {{ $name }}, app.kubernetes.io/part-of: yachay}
    spec:
      restartPolicy: OnFailure
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext: {{- include "yachay.podSecurity" . | nindent 8 }}
      containers:
        - name: topics
          image: {{ include "yachay.image" (dict "image" $v.topics.image "version" .Chart.AppVersion) }}
          imagePullPolicy: {{ $v.topics.image.pullPolicy }}
          args:
            - topics
            - create
            - --brokers={{ $v.kafka.brokers }}
            - --partitions={{ $v.topics.partitions }}
            - --replication={{ $v.topics.replication }}
            - --min-insync={{ $v.topics.minInsyncReplicas }}
            {{- if $v.kafka.secret }}
            - --kafka-config=/etc/yachay/kafka/kafka.properties
            {{- end }}
          resources:
            requests: {cpu: 50m, memory: 64Mi}
            limits: {memory: 64Mi}
          securityContext: {{- include "yachay.containerSecurity" . | nindent 12 }}
          {{- if $v.kafka.secret }}
          volumeMounts:
            - {name: kafka, mountPath: /etc/yachay/kafka, readOnly: true}
          {{- end }}
      {{- with $v.kafka.secret }}
      volumes:
        - name: kafka
          secret: {secretName: {{ . }}, defaultMode: 0440}
      {{- end }}
{{- end -}}
{{- end -}}
