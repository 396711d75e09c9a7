using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Connection;

/// <summary>A motion's view of a connection's state stream and command channel.</summary>
internal sealed class MotionLink(StateStream states, CommandChannel commands, FciOptions options, FciVersion version) : IMotionLink
{
    private readonly byte[] _datagram = new byte[version.RobotCommandSize];

    public FciVersion Version => version;

    public long LostStates => states.Counts.Lost;

    public TimeSpan CommandTimeout => options.CommandTimeout;

    public void NextState(RobotState state) => states.Next(state, options.StateTimeout);

    public void ForgetStates() => states.Forget();

    public void Encode(RobotCommand command) => command.Write(version, _datagram);

    public void Send(RobotCommand command)
    {
        Encode(command);
        states.Send(_datagram);
    }

    public uint BeginMove(in MoveRequest request)
    {
        byte[] body = new byte[version.MoveRequestSize - RobotHeader.Size];
        request.Write(version, body);
        return commands.Begin(version.CommandId(FciRequest.Move), body);
    }

    public FciStatus AwaitMove(uint id, TimeSpan wait) => version.Status(
        FciRequest.Move, commands.Await(id, RobotMessageSize.Answer(FciRequest.Move), wait, nameof(FciRequest.Move))[0]);

    public FciStatus? TryTakeMove(uint id) =>
        commands.TryTake(id) is { } answer ? version.Status(FciRequest.Move, answer[0]) : null;

    public void ForgetMove(uint id) => commands.Forget(id);

    public FciStatus StopMove()
    {
        byte[] answer = commands.Ask(
            version.CommandId(FciRequest.StopMove),
            [],
            RobotMessageSize.Answer(FciRequest.StopMove),
            options.CommandTimeout,
            nameof(FciRequest.StopMove));
        return version.Status(FciRequest.StopMove, answer[0]);
    }
}
