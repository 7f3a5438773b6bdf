"""Prints what a server says about itself: {"services": […], "health": "SERVING"}. Needs grpcio-reflection."""
import json
import sys

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

with grpc.insecure_channel(sys.argv[1]) as channel:
    services = list(ProtoReflectionDescriptorDatabase(channel).get_services())
    health = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
    print(json.dumps({"services": services, "health": health_pb2.HealthCheckResponse.ServingStatus.Name(health.status)}))
