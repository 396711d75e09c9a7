using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Wire;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>A request as it came over TCP.</summary>
internal readonly record struct ServiceRequest(uint Command, uint Id, byte[] Body);

/// <summary>One client of one service: a thread reads its requests, the robot's thread answers them.</summary>
internal sealed class ServiceSession : IDisposable
{
    private const int LongestMessage = 1 << 16;
    private const int SendTimeout = 1000;

    private readonly Socket _socket;
    private readonly bool _isGripper;
    private readonly Thread _reader;
    private volatile bool _isClosed;

    public ServiceSession(Socket socket, bool isGripper)
    {
        _socket = socket;
        _isGripper = isGripper;
        socket.NoDelay = true;
        socket.SendTimeout = SendTimeout;
        Address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        _reader = new Thread(Read) { IsBackground = true, Name = isGripper ? "virtual gripper requests" : "virtual robot requests" };
        _reader.Start();
    }

    public IPAddress Address { get; }

    public bool IsClosed => _isClosed;

    public ConcurrentQueue<ServiceRequest> Requests { get; } = [];

    private int HeaderSize => _isGripper ? GripperHeader.Size : RobotHeader.Size;

    /// <summary>Sends the answer to a request; a client that does not read it loses its connection.</summary>
    public void Answer(in ServiceRequest request, ReadOnlySpan<byte> body)
    {
        byte[] message = new byte[HeaderSize + body.Length];
        if (_isGripper)
            new GripperHeader((GripperRequest)request.Command, request.Id, (uint)message.Length).Write(message);
        else
            new RobotHeader(request.Command, request.Id, (uint)message.Length).Write(message);
        body.CopyTo(message.AsSpan(HeaderSize));
        try
        {
            for (int sent = 0; sent < message.Length;)
                sent += _socket.Send(message.AsSpan(sent));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Close();
        }
    }

    /// <summary>Ends the connection; the reader then ends too.</summary>
    public void Close()
    {
        _isClosed = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }
    }

    public void Dispose()
    {
        Close();
        _socket.Dispose();
        _reader.Join();
    }

    private void Read()
    {
        try
        {
            byte[] header = new byte[HeaderSize];
            while (!_isClosed && Fill(header))
            {
                (uint command, uint id, uint length) = _isGripper
                    ? GripperHeader.Read(header) is var g ? ((uint)g.Request, g.CommandId, g.Length) : default
                    : RobotHeader.Read(header) is var r ? (r.Command, r.CommandId, r.Length) : default;
                if (length < HeaderSize || length > LongestMessage)
                    break;
                byte[] body = new byte[length - HeaderSize];
                if (!Fill(body))
                    break;
                Requests.Enqueue(new ServiceRequest(command, id, body));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client left, or the server ends.
        }

        _isClosed = true;
    }

    private bool Fill(Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = _socket.Receive(bytes);
            if (count == 0)
                return false;
            bytes = bytes[count..];
        }

        return true;
    }
}
