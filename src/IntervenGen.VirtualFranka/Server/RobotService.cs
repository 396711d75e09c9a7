using System.Net;
using System.Text;
using IntervenGen.Franka;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka.Control;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>The robot's service: takes requests to the controller and answers them. On the robot's thread.</summary>
/// <param name="version">Of the robot service.</param>
/// <param name="port">Where clients come in.</param>
/// <param name="link">States and commands of the client that has connected.</param>
/// <param name="box">The controller.</param>
/// <param name="model">The robot's URDF text.</param>
internal sealed class RobotService(FciVersion version, ServicePort port, StateLink link, ControlBox box, string model)
{
    private readonly List<ServiceRequest> _stops = [];
    private ServiceRequest? _move, _recovery;

    /// <summary>Told of every motion's final answer.</summary>
    public Action<FciStatus>? Ended { get; set; }

    /// <summary>Sends what the state just sent has made known: never before it, so that a client finds the flags when it reads
    /// the answer.</summary>
    public void SendReplies()
    {
        ServiceSession? session = port.Session;
        MotionReplies replies = box.DrainReplies();
        if (replies.MoveEnd is { } end && _move is { } move)
        {
            Ended?.Invoke(end);
            session?.Answer(move, [version.StatusByte(FciRequest.Move, end)]);
            _move = null;
        }

        if (replies.IsStopped)
        {
            foreach (ServiceRequest stop in _stops)
                session?.Answer(stop, [version.StatusByte(FciRequest.StopMove, FciStatus.Success)]);
            _stops.Clear();
        }

        if (replies.RecoveryEnd is { } how && _recovery is { } recovery)
        {
            session?.Answer(recovery, [version.StatusByte(FciRequest.AutomaticErrorRecovery, how)]);
            _recovery = null;
        }
    }

    /// <summary>Handles the requests that have come, and notices a client that is gone.</summary>
    public void Serve()
    {
        if (port.Session is not { } session)
            return;
        // A few at a time: a client that asks without end must not hold the robot's thread.
        for (int i = 0; i < ServiceSession.MaxAnswered && session.TryTake(out ServiceRequest request); i++)
        {
            if (!Handle(session, request))
                session.Close();
        }

        if (!session.IsClosed)
            return;
        link.Disconnect();
        box.OnClientGone();
        _move = _recovery = null;
        _stops.Clear();
        port.Drop();
    }

    /// <returns>False if the request breaks the protocol: the connection then ends.</returns>
    private bool Handle(ServiceSession session, in ServiceRequest request)
    {
        if (!version.TryRequest(request.Command, out FciRequest kind)
            || request.Body.Length + RobotHeader.Size != RobotMessageSize.Request(version, kind)
            || link.HasClient == (kind == FciRequest.Connect))
            return false;
        switch (kind)
        {
            case FciRequest.Connect:
                return Connect(session, request);
            case FciRequest.Move:
                Move(session, request);
                return true;
            case FciRequest.StopMove:
                _stops.Add(request);
                box.Stop();
                return true;
            case FciRequest.AutomaticErrorRecovery:
                if (_recovery is null && box.Recover())
                    _recovery = request;
                else
                    Answer(session, request, kind, FciStatus.NotPossible);
                return true;
            case FciRequest.GetRobotModel:
                session.Answer(request, [version.StatusByte(kind, FciStatus.Success), .. Encoding.UTF8.GetBytes(model)]);
                return true;
            case FciRequest.LoadModelLibrary:
                // Read when it is asked for: a file that is in the page cache takes less than a cycle, and no motion runs then.
                byte[]? library = ModelLibraryFile.Read(version.Number <= 5, ModelLibraryRequest.Read(request.Body));
                FciStatus status = library is null ? FciStatus.NoSuchLibrary : FciStatus.Success;
                session.Answer(request, [version.StatusByte(kind, status), .. library ?? []]);
                return true;
            case FciRequest.GetCartesianLimit:
                // No walls are set.
                Span<byte> wall = stackalloc byte[CartesianLimit.AnswerSize];
                new CartesianLimit { BaseFromBox = Numerics.Pose.Identity }.Write(version.StatusByte(kind, FciStatus.Success), wall);
                session.Answer(request, wall);
                return true;
            case FciRequest.SetGuidingMode:
                Answer(session, request, kind, request.Body.Any(axis => axis > 1) ? FciStatus.InvalidArgument : box.Set(kind, []));
                return true;
            default:
                double[] numbers = new double[SetterBody.Numbers(kind)];
                SetterBody.Read(request.Body, numbers);
                Answer(session, request, kind, box.Set(kind, numbers));
                return true;
        }
    }

    private bool Connect(ServiceSession session, in ServiceRequest request)
    {
        (ushort asked, ushort statePort) = ConnectBody.ReadRequest(request.Body);
        // No port is none: there is nowhere to send states to.
        if (statePort == 0)
            return false;
        bool isSame = asked == version.Number;
        Span<byte> answer = stackalloc byte[ConnectBody.AnswerSize];
        ConnectBody.WriteAnswer(
            answer, version.StatusByte(FciRequest.Connect, isSame ? FciStatus.Success : FciStatus.IncompatibleVersion), version.Number);
        session.Answer(request, answer);
        if (!isSame)
            return false;
        link.Connect(new IPEndPoint(session.Address, statePort));
        return true;
    }

    private void Move(ServiceSession session, in ServiceRequest request)
    {
        FciStatus status = box.Begin(MoveRequest.Read(version, request.Body));
        Answer(session, request, FciRequest.Move, status);
        if (status == FciStatus.MotionStarted)
            _move = request;
    }

    private void Answer(ServiceSession session, in ServiceRequest request, FciRequest kind, FciStatus status) =>
        session.Answer(request, [version.StatusByte(kind, status)]);
}
