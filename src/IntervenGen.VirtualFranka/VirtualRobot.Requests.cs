using System.Net;
using System.Text;
using IntervenGen.Franka;

namespace IntervenGen.VirtualFranka;

// What clients ask for over TCP, handled between two milliseconds.
public sealed partial class VirtualRobot
{
    private void HandleRequests()
    {
        if (_robotPort.Session is not { } session)
            return;
        while (session.Requests.TryDequeue(out ServiceRequest request))
        {
            if (!Handle(session, request))
                session.Close();
        }

        if (!session.IsClosed)
            return;
        _link.Disconnect();
        _box.Leave();
        _move = _recovery = null;
        _stops.Clear();
        _robotPort.Drop();
    }

    /// <returns>False if the request breaks the protocol: the connection then ends.</returns>
    private bool Handle(ServiceSession session, in ServiceRequest request)
    {
        if (!_version.TryRequest(request.Command, out FciRequest kind)
            || request.Body.Length + RobotHeader.Size != RobotMessageSize.Request(_version, kind)
            || _link.HasClient == (kind == FciRequest.Connect))
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
                _box.Stop();
                return true;
            case FciRequest.AutomaticErrorRecovery:
                if (_recovery is null && _box.Recover())
                    _recovery = request;
                else
                    Answer(session, request, kind, FciStatus.NotPossible);
                return true;
            case FciRequest.GetRobotModel:
                session.Answer(request, [_version.StatusByte(kind, FciStatus.Success), .. Encoding.UTF8.GetBytes(_model)]);
                return true;
            case FciRequest.LoadModelLibrary:
                Answer(session, request, kind, FciStatus.NoSuchLibrary);
                return true;
            case FciRequest.GetCartesianLimit:
                // No walls are set.
                Span<byte> wall = stackalloc byte[CartesianLimit.AnswerSize];
                new CartesianLimit { BaseFromBox = Numerics.Pose.Identity }.Write(_version.StatusByte(kind, FciStatus.Success), wall);
                session.Answer(request, wall);
                return true;
            default:
                double[] numbers = new double[SetterBody.Numbers(kind)];
                SetterBody.Read(request.Body, numbers);
                Answer(session, request, kind, _box.Set(kind, numbers));
                return true;
        }
    }

    private bool Connect(ServiceSession session, in ServiceRequest request)
    {
        (ushort version, ushort statePort) = ConnectBody.ReadRequest(request.Body);
        bool isSame = version == _version.Number;
        Span<byte> answer = stackalloc byte[ConnectBody.AnswerSize];
        ConnectBody.WriteAnswer(
            answer, _version.StatusByte(FciRequest.Connect, isSame ? FciStatus.Success : FciStatus.IncompatibleVersion), _version.Number);
        session.Answer(request, answer);
        if (!isSame)
            return false;
        _link.Connect(new IPEndPoint(session.Address, statePort));
        return true;
    }

    private void Move(ServiceSession session, in ServiceRequest request)
    {
        FciStatus status = _box.Begin(MoveRequest.Read(_version, request.Body));
        Answer(session, request, FciRequest.Move, status);
        if (status == FciStatus.MotionStarted)
            _move = request;
    }

    private void Answer(ServiceSession session, in ServiceRequest request, FciRequest kind, FciStatus status) =>
        session.Answer(request, [_version.StatusByte(kind, status)]);
}
