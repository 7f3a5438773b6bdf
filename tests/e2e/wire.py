"""A client that is not ours, for what the tests must send or see byte for byte: gRPC by reflection, and Kafka records.

  wire.py call ADDRESS SERVICE/METHOD JSON [TRACEPARENT]     the answer, or {"code", "message"}
  wire.py headers BROKERS TOPIC                              the headers of every record
  wire.py keys BROKERS TOPIC                                 how many records there are of each key
  wire.py put BROKERS TOPIC KEY TEXT                         one record
  wire.py drop BROKERS TOPIC                                 the topic goes, with all that it holds

Prints JSON. Needs grpcio-reflection, kafka-python and lz4 (PyPI); python(stand) gives a function that runs it where they are.
"""
import json
import subprocess
import sys


def python(stand):
    """wire.py's subcommands as a function, in the Python of `reflection`."""
    from cases import client_python  # pylint: disable=import-outside-toplevel; cases imports the module that imports this
    from stand import Skip  # pylint: disable=import-outside-toplevel
    program = client_python(stand)
    if subprocess.run([program, "-c", "import kafka, lz4"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        done = subprocess.run([program, "-m", "pip", "install", "-q", "kafka-python==2.0.2", "lz4"], text=True,
                              stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise Skip(f"kafka-python cannot be installed: {done.stderr.strip().splitlines()[-1:]}")

    def run(*arguments):
        done = subprocess.run([program, __file__, *arguments], text=True, capture_output=True, timeout=120, check=True)
        return json.loads(done.stdout)
    return run


def call(address, method, request, traceparent=""):
    import grpc
    from google.protobuf import json_format, message_factory
    from google.protobuf.descriptor_pool import DescriptorPool
    from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
    with grpc.insecure_channel(address) as channel:
        pool = DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
        service, _, name = method.partition("/")
        found = pool.FindServiceByName(service).methods_by_name[name]
        make = message_factory.GetMessageClass
        answer = channel.unary_unary(f"/{method}", make(found.input_type).SerializeToString, make(found.output_type).FromString)
        metadata = [("traceparent", traceparent)] if traceparent else []
        try:
            said = answer(json_format.ParseDict(json.loads(request), make(found.input_type)()), timeout=20, metadata=metadata)
        except grpc.RpcError as error:
            return {"code": error.code().name, "message": error.details()}
        return json_format.MessageToDict(said)


def headers(brokers, topic):
    from kafka import KafkaConsumer
    consumer = KafkaConsumer(topic, bootstrap_servers=brokers, auto_offset_reset="earliest", consumer_timeout_ms=5000)
    return [{name: value.decode() for name, value in record.headers} for record in consumer]


def keys(brokers, topic):
    from collections import Counter
    from kafka import KafkaConsumer
    consumer = KafkaConsumer(topic, bootstrap_servers=brokers, auto_offset_reset="earliest", consumer_timeout_ms=5000)
    return Counter((record.key or b"").decode() for record in consumer)


def put(brokers, topic, key, text):
    from kafka import KafkaProducer
    producer = KafkaProducer(bootstrap_servers=brokers)
    return producer.send(topic, key=key.encode(), value=text.encode()).get(30).offset


def drop(brokers, topic):
    from kafka.admin import KafkaAdminClient
    KafkaAdminClient(bootstrap_servers=brokers).delete_topics([topic])


if __name__ == "__main__":
    print(json.dumps({"call": call, "headers": headers, "keys": keys, "put": put, "drop": drop}[sys.argv[1]](*sys.argv[2:])))
