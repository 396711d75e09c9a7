using System.Net;
using System.Net.Sockets;
using IntervenGen.Core;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka;
using IntervenGen.VirtualFranka.Server;

namespace IntervenGen.Fuzz.Targets;

/// <summary>The virtual robot's side: requests for arm and hand over the loopback, datagrams, and the controller's own intake.</summary>
internal sealed class FciRobotTarget : FuzzTarget
{
    private const byte Arm = 0, Hand = 1, Link = 2, Control = 3;
    private const int PatienceMs = 2000, VersionFor = 256;

    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _answers = new byte[1 << 16];
    private VirtualRobot? _robot;
    private FciVersion? _version;
    private ControlRig? _rig;

    public FciRobotTarget() => _udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public override string Name => "fci-robot";

    public override bool Run(byte[] input)
    {
        var script = Script.Parse(input);
        FciVersion version = FciVersion.All[script.Detail % FciVersion.All.Count];
        return (script.Kind % 4) switch
        {
            Arm => Ask(script, RobotOf(version), RobotOf(version).Port),
            Hand => Ask(script, RobotOf(version), RobotOf(version).GripperPort),
            Link => TakeDatagrams(script, version),
            _ => Command(script, version),
        };
    }

    public override void Dispose()
    {
        _robot?.Dispose();
        _rig?.Dispose();
        _udp.Dispose();
        base.Dispose();
    }

    protected override IEnumerable<byte[]> MakeSeeds()
    {
        for (byte i = 0; i < FciVersion.All.Count; i++)
        {
            foreach (Script script in FciSeeds.Of(FciVersion.All[i], i, Arm, Hand, Link, Control))
                yield return script.ToBytes();
        }
    }

    // A robot takes a tenth of a second to make, so that versions change only now and then.
    protected override int Pick(long iteration, ref CounterRandom random)
    {
        int each = Seeds.Count / FciVersion.All.Count, version = (int)(iteration / VersionFor % FciVersion.All.Count);
        return (version * each) + random.NextInt32(each);
    }

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random) => Script.Parse(seed).Mutated(Seeds, ref random).ToBytes();

    private VirtualRobot RobotOf(FciVersion version)
    {
        if (_robot is not null && _version == version)
            return _robot;
        _robot?.Dispose();
        _version = version;
        return _robot = new VirtualRobot(new VirtualRobotOptions { Version = version, Port = 0, GripperPort = 0 });
    }

    private bool Ask(Script script, VirtualRobot robot, int port)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.ReceiveTimeout = client.SendTimeout = PatienceMs;
        client.Connect(IPAddress.Loopback, port);
        int received = 0;
        bool isLate = false;
        try
        {
            foreach (byte[] message in script.Messages)
                client.Send(message);
            client.Shutdown(SocketShutdown.Send);
            for (int count; (count = client.Receive(_answers)) > 0;)
                received += count;
        }
        catch (SocketException exception)
        {
            // Otherwise it closed the connection, as it does to whoever breaks the protocol.
            isLate = exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock;
        }

        RequireLife(robot);
        if (isLate)
            throw new DefectException($"the virtual robot has not closed a connection within {PatienceMs} ms of its end");
        return received > RobotHeader.Size + ConnectBody.AnswerSize;
    }

    // Physics that diverged ends it in words of ours; what a client may ask for is the robot's to bound, not its parser's.
    private void RequireLife(VirtualRobot robot)
    {
        try
        {
            robot.ThrowIfFaulted();
        }
        catch (IntervenGenException exception)
        {
            _robot?.Dispose();
            _robot = null;
            if (exception.InnerException is not IntervenGenException)
                throw new DefectException($"the virtual robot has ended: {exception.InnerException}");
            throw;
        }
    }

    private bool TakeDatagrams(Script script, FciVersion version)
    {
        using var link = new StateLink(IPAddress.Loopback, version, new LinkFaults());
        link.Connect((IPEndPoint)_udp.LocalEndPoint!);
        foreach (byte[] message in script.Messages)
            _udp.SendTo(message, link.EndPoint);
        var command = new RobotCommand();
        int taken = 0;
        while (link.TryTake(command))
            taken++;
        // A datagram that stays at the head of the queue keeps every later one from being heard.
        if (taken + link.Malformed != script.Messages.Count)
            throw new DefectException($"{taken} of {script.Messages.Count} datagrams were taken and {link.Malformed} found malformed");
        return taken > 0;
    }

    private bool Command(Script script, FciVersion version)
    {
        if (_rig is null || _rig.Version != version)
        {
            _rig?.Dispose();
            _rig = new ControlRig(version);
        }

        try
        {
            return _rig.Run(script.Messages);
        }
        catch (IntervenGenException)
        {
            // Diverged: the next input needs a world that is one.
            _rig.Dispose();
            _rig = null;
            throw;
        }
    }
}
