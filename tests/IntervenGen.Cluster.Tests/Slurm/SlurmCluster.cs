using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IntervenGen.Cluster.Slurm;

namespace IntervenGen.Cluster.Tests.Slurm;

/// <summary>A real Slurm of one node in this machine, with two partitions: what is in <c>high</c> preempts what is in <c>low</c>.</summary>
/// <remarks>Its daemons end with the test, also if that is killed: they watch a pipe to it.</remarks>
public sealed class SlurmCluster : IDisposable
{
    private const int Cores = 4, StartSeconds = 30;

    private static readonly string[] s_programs = ["slurmctld", "slurmd", "sbatch"];

    // Daemons are where not every user's PATH leads.
    private static readonly string[] s_places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-slurm-").FullName;
    private Guarded? _controller, _node;

    public static string? WhyNot => s_programs.All(name => Find(name) is not null)
        ? null
        : "slurmctld, slurmd and slurm-client are not installed; tools/test installs them where it may";

    /// <summary>Starts it, the first time.</summary>
    public void Start()
    {
        Skip.If(WhyNot is not null, WhyNot);
        if (_controller is not null)
            return;
        string conf = Path.Combine(_folder, "slurm.conf");
        File.WriteAllText(conf, Configuration());
        foreach (string name in (string[])["state", "spool"])
            Directory.CreateDirectory(Path.Combine(_folder, name));
        // Slurm's commands in this process's children ask this cluster.
        Environment.SetEnvironmentVariable("SLURM_CONF", conf);
        _controller = new Guarded(Find("slurmctld")!, "-D", "-c", "-f", conf);
        StartNode();
    }

    /// <summary>Starts the node's daemon.</summary>
    public void StartNode()
    {
        _node = new Guarded(Find("slurmd")!, "-D", "-f", Path.Combine(_folder, "slurm.conf"));
        Await.True(
            () => State() is "idle" or "mix" or "alloc", StartSeconds,
            () => $"the node is {State()}\n{Log("slurmctld")}\n{Log("slurmd")}");
    }

    /// <summary>Kills the node's daemon; the jobs go on, and nobody watches them.</summary>
    public void KillNode()
    {
        _node!.Kill();
        _node = null;
    }

    /// <summary>Waits until the controller has given the node up.</summary>
    public static void AwaitLostNode() => Await.True(
        () => State().StartsWith("down", StringComparison.Ordinal), 90, () => $"the node is {State()}");

    /// <summary>Runs a command of Slurm's.</summary>
    public static string Run(string program, params string[] arguments) => CommandLine.Run(program, arguments);

    public void Dispose()
    {
        try
        {
            if (_node is not null)
                Run("scancel", "--user", Environment.UserName);
        }
        catch (SlurmException)
        {
            // What it runs ends with its node.
        }

        _node?.Dispose();
        _controller?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string State()
    {
        try
        {
            return Run("sinfo", "--noheader", "--format", "%t").Split('\n')[0].Trim();
        }
        catch (SlurmException exception)
        {
            return exception.Message;
        }
    }

    private static string? Find(string program) => s_places
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Log(string daemon)
    {
        string path = Path.Combine(_folder, daemon + ".log");
        return File.Exists(path) ? string.Join('\n', File.ReadLines(path).TakeLast(10)) : "";
    }

    private string Configuration()
    {
        string host = Environment.MachineName.Split('.')[0];
        return string.Create(CultureInfo.InvariantCulture, $"""
            ClusterName=igen
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser={Environment.UserName}
            SlurmdUser={Environment.UserName}
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            AuthType=auth/none
            CredType=cred/none
            AuthInfo=cred_expire=5
            StateSaveLocation={_folder}/state
            SlurmdSpoolDir={_folder}/spool
            SlurmctldPidFile={_folder}/slurmctld.pid
            SlurmdPidFile={_folder}/slurmd.pid
            SlurmctldLogFile={_folder}/slurmctld.log
            SlurmdLogFile={_folder}/slurmd.log
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SwitchType=switch/none
            MpiDefault=none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SchedulerType=sched/backfill
            SchedulerParameters=bf_interval=1,sched_interval=1,batch_sched_delay=0
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            ReturnToService=2
            JobRequeue=1
            KillWait=5
            SlurmdTimeout=6
            SlurmdParameters=config_overrides
            SlurmctldParameters=preempt_send_user_signal
            PreemptType=preempt/partition_prio
            PreemptMode=REQUEUE
            NodeName={host} NodeAddr=127.0.0.1 CPUs={Cores} Boards=1 SocketsPerBoard=1 CoresPerSocket={Cores} ThreadsPerCore=1 State=UNKNOWN
            PartitionName=low Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE GraceTime=10
            PartitionName=high Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF

            """);
    }

    // A process that ends when a pipe to this one is closed.
    private sealed class Guarded : IDisposable
    {
        private readonly Process _guard;
        private readonly int _id;

        public Guarded(params string[] command)
        {
            var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
            foreach (string word in (string[])["-c", "\"$@\" >/dev/null 2>&1 & p=$!; echo $p; read _; kill $p; wait", "sh", .. command])
                start.ArgumentList.Add(word);
            _guard = Process.Start(start)!;
            _id = int.Parse(_guard.StandardOutput.ReadLine()!, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        public void Kill()
        {
            using var process = Process.GetProcessById(_id);
            process.Kill();
            Dispose();
        }

        public void Dispose()
        {
            _guard.StandardInput.Close();
            if (!_guard.WaitForExit(10_000))
                _guard.Kill(entireProcessTree: true);
            _guard.Dispose();
        }
    }
}

/// <summary>Tests that share the cluster, and what one process makes, one after the other.</summary>
[CollectionDefinition("igen")]
public sealed class SlurmTestGroup : ICollectionFixture<SlurmCluster>, ICollectionFixture<ReferenceRun>;
