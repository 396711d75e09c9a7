using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Connection;

/// <summary>How a service frames its messages: the gripper's header is two bytes shorter than the robot's.</summary>
internal abstract class Framing
{
    public static Framing Robot { get; } = new RobotFraming();

    public static Framing Gripper { get; } = new GripperFraming();

    /// <summary>Bytes of a header.</summary>
    public abstract int HeaderSize { get; }

    /// <summary>Who answers, for messages.</summary>
    public abstract string Name { get; }

    public abstract void Write(uint command, uint id, uint length, Span<byte> header);

    public abstract (uint Id, uint Length) Read(ReadOnlySpan<byte> header);

    private sealed class RobotFraming : Framing
    {
        public override int HeaderSize => RobotHeader.Size;

        public override string Name => "robot";

        public override void Write(uint command, uint id, uint length, Span<byte> header) =>
            new RobotHeader(command, id, length).Write(header);

        public override (uint Id, uint Length) Read(ReadOnlySpan<byte> header)
        {
            var read = RobotHeader.Read(header);
            return (read.CommandId, read.Length);
        }
    }

    private sealed class GripperFraming : Framing
    {
        public override int HeaderSize => GripperHeader.Size;

        public override string Name => "gripper";

        public override void Write(uint command, uint id, uint length, Span<byte> header) =>
            new GripperHeader((GripperRequest)command, id, length).Write(header);

        public override (uint Id, uint Length) Read(ReadOnlySpan<byte> header)
        {
            var read = GripperHeader.Read(header);
            return (read.CommandId, read.Length);
        }
    }
}
