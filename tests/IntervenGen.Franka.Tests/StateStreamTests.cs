using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Tests;

/// <summary>What a state stream believes.</summary>
public sealed class StateStreamTests : IDisposable
{
    private readonly UdpClient _robot = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly StateStream _stream;
    private readonly RobotState _state = new();

    public StateStreamTests()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _stream = new StateStream(_socket, IPAddress.Loopback, FciVersion.V10);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _robot.Dispose();
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 32)]
    [InlineData(20_000UL)]
    public void A_forged_id_does_not_hide_the_states_after_it(ulong forged)
    {
        Assert.Equal(1000UL, Read(1000));
        Send(forged);
        Send(forged);
        for (ulong id = 1001; id < 1010; id++)
            Assert.Equal(id, Read(id));
        Assert.Equal(new StreamCounts(12, 0, 0, 2), _stream.Counts);
    }

    [Fact]
    public void A_forged_first_id_is_forgotten_when_true_states_follow()
    {
        Assert.Equal(1UL << 40, Read(1UL << 40));
        for (ulong id = 1; id < 5; id++)
            Send(id);
        Assert.Equal(5UL, Read(5));
        Assert.Equal(6UL, Read(6));
    }

    [Fact]
    public void Nothing_but_forged_ids_is_silence()
    {
        Read(1000);
        Send(1UL << 40);
        Send(1UL << 50);
        Assert.Throws<FrankaNetworkException>(() => _stream.Next(_state, TimeSpan.FromSeconds(0.1)));
    }

    [Fact]
    public async Task A_flood_ends_neither_forgetting_nor_waiting_late()
    {
        using var ends = new CancellationTokenSource();
        Task flood = Task.Run(() =>
        {
            using var stranger = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            while (!ends.IsCancellationRequested)
                stranger.Send(State(7), FciVersion.V10.State.Size, (IPEndPoint)_socket.LocalEndPoint!);
        });
        // All of it has the same id: one state is new, and then none.
        _stream.Next(_state, TimeSpan.FromSeconds(5));
        _stream.Forget();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Throws<FrankaNetworkException>(() => _stream.Next(_state, TimeSpan.FromSeconds(0.2)));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.1, 2);
        await ends.CancelAsync();
        await flood;
    }

    private ulong Read(ulong id)
    {
        Send(id);
        _stream.Next(_state, TimeSpan.FromSeconds(5));
        return _state.MessageId;
    }

    private void Send(ulong id) => _robot.Send(State(id), FciVersion.V10.State.Size, (IPEndPoint)_socket.LocalEndPoint!);

    private static byte[] State(ulong id)
    {
        byte[] bytes = new byte[FciVersion.V10.State.Size];
        FciVersion.V10.State.Write(new RobotState { MessageId = id }, bytes);
        return bytes;
    }
}
