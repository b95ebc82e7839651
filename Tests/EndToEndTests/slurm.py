"""A Slurm cluster of one machine in a folder: munged, slurmctld and slurmd of this machine, as root."""
import os
import socket
import subprocess
import time

# Seconds to wait for anything.
PATIENCE = 60

SETTINGS = """
ClusterName=scratch
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser=root
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors}
PartitionName=all Nodes=ALL Default=YES
"""


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Cluster:
    """Slurm, as long as the context lasts.

    processors: what the node says it has; more than the machine's are accepted.
    """

    def __init__(self, folder, processors):
        self.folder = os.path.abspath(folder)
        os.makedirs(f"{self.folder}/state")
        os.makedirs(f"{self.folder}/spool")
        controller, node = free_ports(2)
        with open(f"{self.folder}/slurm.conf", "w") as file:
            file.write(SETTINGS.format(folder=self.folder, host=socket.gethostname().split(".")[0], controller=controller,
                                       node=node, processors=processors))
        with open(f"{self.folder}/munge.key", "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(os.urandom(1024))
        self.environment = {**os.environ, "SLURM_CONF": f"{self.folder}/slurm.conf"}
        self.servers = []

    def start(self, *command):
        with open(f"{self.folder}/{command[0]}.log", "wb") as log:
            self.servers.append(subprocess.Popen(command, env=self.environment, stdout=log, stderr=log))

    def wait(self, what, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            dead = [server.args[0] for server in self.servers if server.poll() is not None]
            assert time.monotonic() < end and not dead, f"{what}: {dead} ended: {self.logs()}"
            time.sleep(0.1)

    def logs(self):
        texts = []
        for server in self.servers:
            with open(f"{self.folder}/{server.args[0]}.log", errors="replace") as log:
                texts.append(log.read()[-1000:])
        return "\n".join(texts)

    def says(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True).stdout

    def __enter__(self):
        try:
            where = {name: f"--{name}-file={self.folder}/munge.{name}" for name in ("key", "log", "pid", "seed")}
            self.start("munged", "--foreground", "--force", f"--socket={self.folder}/munge.socket", *where.values())
            self.wait("munged", lambda: os.path.exists(f"{self.folder}/munge.socket"))
            self.start("slurmctld", "-D")
            self.start("slurmd", "-D")
            self.wait("an idle node", lambda: self.says("sinfo", "--noheader", "--format=%t").strip() == "idle")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for server in reversed(self.servers):
            server.terminate()
            try:
                server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
