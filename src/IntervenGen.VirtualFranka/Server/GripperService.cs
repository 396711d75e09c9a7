using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka.Control;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>The gripper's service: answers when an action is over, sends states. On the robot's thread.</summary>
internal sealed class GripperService(ServicePort port, VirtualHand hand) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _datagram = new byte[GripperState.Size];
    private SocketAddress? _client;
    private ServiceRequest? _running;

    public void Serve()
    {
        ServiceSession? session = port.Session;
        if (hand.TakeEnd() is { } end && _running is { } running)
        {
            Answer(session, running, end);
            _running = null;
        }

        if (session is null)
            return;
        // A few at a time: a client that asks without end must not hold the robot's thread.
        for (int i = 0; i < ServiceSession.MaxAnswered && session.TryTake(out ServiceRequest request); i++)
        {
            if (!Handle(session, request))
                session.Close();
        }

        if (!session.IsClosed)
            return;
        _client = null;
        _running = null;
        port.Drop();
    }

    public void SendState(uint messageId)
    {
        if (_client is null)
            return;
        hand.State(messageId).Write(_datagram);
        try
        {
            _socket.SendTo(_datagram, SocketFlags.None, _client);
        }
        catch (SocketException)
        {
            // A client without an ear: it will find out by itself.
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool Handle(ServiceSession session, in ServiceRequest request)
    {
        var kind = (GripperRequest)request.Command;
        if (kind > GripperRequest.Stop
            || request.Body.Length + GripperHeader.Size != GripperHeader.RequestSize(kind)
            || (_client is null) != (kind == GripperRequest.Connect))
            return false;
        switch (kind)
        {
            case GripperRequest.Connect:
                (ushort version, ushort statePort) = ConnectBody.ReadRequest(request.Body);
                // No port is none: there is nowhere to send states to.
                if (statePort == 0)
                    return false;
                bool isSame = version == GripperHeader.Version;
                Answer(session, request, isSame ? GripperStatus.Success : GripperStatus.Failed);
                if (isSame)
                    _client = new IPEndPoint(session.Address, statePort).Serialize();
                return isSame;
            case GripperRequest.Stop:
                hand.Stop();
                Preempt(session);
                Answer(session, request, GripperStatus.Success);
                return true;
            default:
                Begin(session, request, kind);
                return true;
        }
    }

    // What ran is over, and its client hears so before the new action begins.
    private void Begin(ServiceSession session, in ServiceRequest request, GripperRequest kind)
    {
        GripperStatus? refusal = kind switch
        {
            GripperRequest.Homing => hand.Home() ? null : GripperStatus.Failed,
            GripperRequest.Move => hand.Move(FingerMoveRequest.Read(request.Body)) ? null : GripperStatus.Failed,
            _ => hand.Grasp(GraspRequest.Read(request.Body)),
        };
        if (refusal is { } status)
        {
            Answer(session, request, status);
            return;
        }

        Preempt(session);
        _running = request;
    }

    private void Preempt(ServiceSession session)
    {
        if (hand.TakeEnd() is { } end && _running is { } running)
            Answer(session, running, end);
        _running = null;
    }

    private static void Answer(ServiceSession? session, in ServiceRequest request, GripperStatus status)
    {
        var kind = (GripperRequest)request.Command;
        Span<byte> body = stackalloc byte[4];
        Span<byte> used = body[..(GripperHeader.AnswerSize(kind) - GripperHeader.Size)];
        GripperHeader.WriteAnswer(kind, status, used);
        session?.Answer(request, used);
    }
}
