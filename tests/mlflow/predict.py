"""Asks a running inference service through its reflection: predict.py ADDRESS REQUEST.json → the answer as JSON.

The client is not ours: grpcio with what the server says of its own messages.
"""
import json
import sys

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

with grpc.insecure_channel(sys.argv[1]) as channel, open(sys.argv[2], encoding="utf-8") as file:
    pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
    method = pool.FindServiceByName("yachay.inference.v1.Inference").FindMethodByName("Predict")
    request = json_format.Parse(file.read(), message_factory.GetMessageClass(method.input_type)())
    answer = message_factory.GetMessageClass(method.output_type)
    call = channel.unary_unary("/yachay.inference.v1.Inference/Predict",
                               request_serializer=lambda message: message.SerializeToString(),
                               response_deserializer=answer.FromString)
    response = call(request, timeout=30)
    print(json.dumps({"model": response.model, "version": response.version, "classes": list(response.classes),
                      "probabilities": list(response.probabilities), "labels": list(response.labels)}))
