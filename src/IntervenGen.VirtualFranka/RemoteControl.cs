using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.World;
using IntervenGen.VirtualFranka.Server;

namespace IntervenGen.VirtualFranka;

/// <summary>Does to a virtual robot what people and networks do to a real one, by lines of text over TCP: for tests of other
/// people's programs.</summary>
/// <remarks>
/// A line is a command, its answer is a line: <c>ok</c>, with JSON after it where something was asked, or <c>error: why</c>. Numbers
/// are metres, newtons and radians; places are in the robot's base. One thread a client. Commands:
/// <c>stop</c>, <c>release</c> (the user stop); <c>push LINK FX FY FZ [MS [X Y Z]]</c> (a force on link 1 to 7, for ever without a
/// time, at a place in the link or at its centre of mass); <c>fail MS</c> (the network loses everything);
/// <c>cube X Y Z</c>; <c>objects</c> (where all that moves is: position, and orientation as w x y z);
/// <c>place NAME X Y Z [QW QX QY QZ]</c>; <c>posture Q1 … Q7</c> (the arm stands there at once, at rest); <c>reset [N]</c> (arm and things
/// stand where the episode began, or where episode N of the served task begins); <c>success</c> (whether that task has succeeded now, by
/// its own predicates); <c>status</c>.
/// </remarks>
public sealed class RemoteControl : IDisposable
{
    private const int LongestLine = 1000;
    private const double MaxUnitError = 0.01;
    private const string PlaceForm = "place NAME X Y Z [QW QX QY QZ]";

    private const string NoTask = "error: no task is served here; igen franka serve --scene TASK serves one";

    private readonly VirtualRobot _robot;
    private readonly RobotScene? _scene;
    private readonly TcpListener _listener;
    private readonly Thread _thread;
    private readonly List<Socket> _clients = [];
    private readonly Lock _gate = new();
    private volatile bool _ends;

    /// <summary>Opens the port.</summary>
    /// <param name="robot">Which robot.</param>
    /// <param name="address">Address to listen on.</param>
    /// <param name="port">TCP port; 0 picks a free one.</param>
    /// <exception cref="UsageException">The port is taken.</exception>
    public RemoteControl(VirtualRobot robot, IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(robot);
        (_robot, _scene) = (robot, robot.Scene);
        _listener = Listening.Start(address, port);
        _thread = new Thread(Accept) { IsBackground = true, Name = "virtual robot control" };
        _thread.Start();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Carries out one command.</summary>
    /// <param name="line">Words between spaces.</param>
    /// <returns>The answer, one line.</returns>
    public string Answer(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // The only word that is no number is what is placed.
        string? name = words is ["place", var what, ..] ? what : null;
        string[] figures = words[Math.Min(words.Length, name is null ? 1 : 2)..];
        double[] numbers = new double[figures.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(figures[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !(Math.Abs(numbers[i]) <= 1e6))
                return $"error: '{figures[i]}' is no number from -1e6 to 1e6";
        }

        try
        {
            return name is null ? Carry(words.Length == 0 ? "" : words[0], numbers) : Place(name, numbers);
        }
        catch (IntervenGenException exception)
        {
            return $"error: {exception.Message}";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ends = true;
        _listener.Stop();
        _thread.Join();
        lock (_gate)
            _clients.ForEach(client => client.Dispose());
    }

    private string Carry(string command, double[] numbers)
    {
        switch (command, numbers.Length)
        {
            case ("stop", 0):
                _robot.UserStop(isPressed: true);
                return "ok";
            case ("release", 0):
                _robot.UserStop(isPressed: false);
                return "ok";
            case ("push", 4 or 5 or 8):
                return Push(numbers);
            case ("fail", 1) when numbers[0] is >= 0 and <= 60_000:
                _robot.FailNetwork((int)numbers[0]);
                return "ok";
            case ("cube", 3):
                var place = new Pose(Vec3.From(numbers), Quat.Identity);
                _robot.Invoke(world => world.PlaceCube(VirtualWorld.WorldFromBase * place));
                return "ok";
            case ("objects", 0):
                return $"ok {_robot.Invoke(Objects).ToJsonString()}";
            case ("reset", 0):
                return Reset(null);
            case ("reset", 1) when numbers[0] >= 0 && numbers[0] == Math.Floor(numbers[0]):
                return _scene is null ? NoTask : Reset(_scene.At((long)numbers[0]));
            case ("success", 0):
                return _robot.Invoke(world => world.IsSuccess()) is { } isReached ? $"ok {(isReached ? "true" : "false")}" : NoTask;
            case ("posture", 7):
                return _robot.TryStand(JointNumbers.From(numbers)) ? "ok" : "error: only an idle robot is put elsewhere, within its range";
            case ("status", 0):
                return $"ok {Status().ToJsonString()}";
            default:
                return "error: known are stop, release, push LINK FX FY FZ [MS [X Y Z]], fail MS (to 60000), cube X Y Z, objects, "
                    + PlaceForm + ", posture Q1 .. Q7, reset [N], success, status";
        }
    }

    private string Reset(SceneStart? start) => _robot.TryReset(start) ? "ok" : "error: only an idle robot is put back";

    private string Push(double[] numbers)
    {
        if (numbers[0] is not (>= 1 and <= 7) || numbers[0] != Math.Floor(numbers[0]))
            return $"error: {numbers[0]} is no link from 1 to 7";
        Vec3 force = Vec3.From(numbers.AsSpan(1));
        Vec3? point = numbers.Length == 8 ? Vec3.From(numbers.AsSpan(5)) : null;
        _robot.Push((int)numbers[0], force, numbers.Length > 4 ? (int)numbers[4] : null, point);
        return "ok";
    }

    private string Place(string name, double[] numbers)
    {
        if (numbers.Length is not (3 or 7))
            return $"error: it is {PlaceForm}";
        Quat turn = numbers.Length == 7 ? Quat.From(numbers.AsSpan(3)) : Quat.Identity;
        double length = Math.Sqrt(numbers.Skip(3).Sum(number => number * number));
        if (numbers.Length == 7 && Math.Abs(length - 1) > MaxUnitError)
            return $"error: the orientation's length is {length.ToString("0.###", CultureInfo.InvariantCulture)}, not 1";
        Pose place = new Pose(Vec3.From(numbers), turn).Normalized;
        _robot.Invoke(world => world.PlaceObject(name, VirtualWorld.WorldFromBase * place));
        return "ok";
    }

    private static JsonObject Objects(VirtualWorld world)
    {
        var objects = new JsonObject();
        double[] numbers = new double[Pose.Size];
        foreach (string name in world.Objects)
        {
            (VirtualWorld.WorldFromBase.Inverse() * world.WorldFromObject(name)).WriteTo(numbers);
            objects[name] = new JsonArray([.. numbers.Select(number => JsonValue.Create(number))]);
        }

        return objects;
    }

    private JsonObject Status()
    {
        VirtualRobotCounts counts = _robot.Counts;
        return new JsonObject
        {
            ["milliseconds"] = counts.Milliseconds,
            ["mode"] = _robot.Mode.ToString(),
            ["has_client"] = _robot.HasClient,
            ["missed_commands"] = counts.MissedCommands,
            ["excused_commands"] = counts.ExcusedCommands,
            ["clock_restarts"] = counts.ClockRestarts,
            ["malformed_datagrams"] = counts.Malformed,
            ["rebuilds"] = counts.Rebuilds,
        };
    }

    private void Accept()
    {
        while (!_ends)
        {
            try
            {
                Socket client = _listener.AcceptSocket();
                lock (_gate)
                    _clients.Add(client);
                new Thread(() => Serve(client)) { IsBackground = true, Name = "virtual robot control client" }.Start();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The port is closed, or a client left before it was taken in.
            }
        }
    }

    private void Serve(Socket client)
    {
        try
        {
            byte[] bytes = new byte[LongestLine];
            int length = 0;
            while (length < bytes.Length && client.Receive(bytes.AsSpan(length)) is > 0 and int count)
            {
                length += count;
                for (int end; (end = bytes.AsSpan(0, length).IndexOf((byte)'\n')) >= 0;)
                {
                    string line = Encoding.UTF8.GetString(bytes, 0, end);
                    bytes.AsSpan(end + 1, length - end - 1).CopyTo(bytes);
                    length -= end + 1;
                    client.Send(Encoding.UTF8.GetBytes(Answer(line.TrimEnd('\r')) + "\n"));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client left, or the robot ends.
        }

        client.Dispose();
        lock (_gate)
            _clients.Remove(client);
    }
}
