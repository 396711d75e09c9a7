using System.Buffers.Binary;

namespace IntervenGen.Franka.Wire;

/// <summary>Where the fields of a state datagram are: little-endian, no padding.</summary>
/// <remarks>
/// The id comes first, then the numbers, then modes, flags and the success rate. Versions differ in the width of a number and
/// in the accelerometers, which follow all other numbers; so one walk over the fields serves all. Allocates nothing.
/// </remarks>
public sealed class RobotStateLayout
{
    private const int IdSize = 8;
    private readonly int _width, _numbers;

    private RobotStateLayout(int width, bool hasAccelerometers)
    {
        _width = width;
        _numbers = hasAccelerometers ? StateFields.TotalLength : StateFields.Start(StateField.AccelerometerTop);
        MotionGeneratorModeOffset = IdSize + (_width * _numbers);
    }

    /// <summary>64-bit numbers, no accelerometers: versions 5 to 9.</summary>
    public static RobotStateLayout Doubles { get; } = new(8, hasAccelerometers: false);

    /// <summary>32-bit numbers and accelerometers: version 10.</summary>
    public static RobotStateLayout Singles { get; } = new(4, hasAccelerometers: true);

    /// <summary>Bytes of a state datagram.</summary>
    public int Size => CommandSuccessRateOffset + _width;

    /// <summary>Offset of the motion generator mode, one byte.</summary>
    public int MotionGeneratorModeOffset { get; }

    /// <summary>Offset of the controller mode, one byte.</summary>
    public int ControllerModeOffset => MotionGeneratorModeOffset + 1;

    /// <summary>Offset of the current errors, 41 bytes.</summary>
    public int ErrorsOffset => MotionGeneratorModeOffset + 2;

    /// <summary>Offset of the errors that ended the last motion, 41 bytes.</summary>
    public int ReflexReasonOffset => ErrorsOffset + RobotErrors.Count;

    /// <summary>Offset of the robot mode, one byte.</summary>
    public int RobotModeOffset => ReflexReasonOffset + RobotErrors.Count;

    /// <summary>Offset of the share of commands that came in time.</summary>
    public int CommandSuccessRateOffset => RobotModeOffset + 1;

    /// <summary>Whether this layout carries the field.</summary>
    public bool Has(StateField field) => StateFields.Start(field) < _numbers;

    /// <summary>Offset of a field.</summary>
    /// <exception cref="NotSupportedException">This layout has no such field.</exception>
    public int Offset(StateField field) => Has(field)
        ? IdSize + (_width * StateFields.Start(field))
        : throw new NotSupportedException($"this version of the robot service sends no {StateFields.Name(field)}");

    /// <summary>The id of a datagram, without the rest.</summary>
    /// <exception cref="FrankaProtocolException">It is too short for an id.</exception>
    public static ulong MessageId(ReadOnlySpan<byte> datagram) => new WireReader(datagram).UInt64();

    /// <summary>Reads a datagram. Fields that this layout lacks become zero.</summary>
    /// <exception cref="FrankaProtocolException">It is too short, or names an unknown mode.</exception>
    public void Read(ReadOnlySpan<byte> datagram, RobotState state)
    {
        CheckLength(datagram);
        state.MessageId = MessageId(datagram);
        Span<double> numbers = state.Numbers;
        for (int i = 0; i < _numbers; i++)
            numbers[i] = ReadNumber(datagram, IdSize + (_width * i));
        numbers[_numbers..].Clear();
        state.MotionGeneratorMode = (MotionGeneratorMode)Mode(datagram, MotionGeneratorModeOffset, (byte)MotionGeneratorMode.None);
        state.ControllerMode = (ControllerMode)Mode(datagram, ControllerModeOffset, (byte)ControllerMode.Other);
        state.RobotMode = (RobotMode)Mode(datagram, RobotModeOffset, (byte)RobotMode.AutomaticErrorRecovery);
        state.Errors = RobotErrors.Read(datagram[ErrorsOffset..]);
        state.ReflexReason = RobotErrors.Read(datagram[ReflexReasonOffset..]);
        state.CommandSuccessRate = ReadNumber(datagram, CommandSuccessRateOffset);
    }

    /// <summary>Writes a datagram of <see cref="Size"/> bytes.</summary>
    public void Write(RobotState state, Span<byte> datagram)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(datagram, state.MessageId);
        ReadOnlySpan<double> numbers = state.Numbers;
        for (int i = 0; i < _numbers; i++)
            WriteNumber(datagram, IdSize + (_width * i), numbers[i]);
        datagram[MotionGeneratorModeOffset] = (byte)state.MotionGeneratorMode;
        datagram[ControllerModeOffset] = (byte)state.ControllerMode;
        datagram[RobotModeOffset] = (byte)state.RobotMode;
        state.Errors.Write(datagram[ErrorsOffset..]);
        state.ReflexReason.Write(datagram[ReflexReasonOffset..]);
        WriteNumber(datagram, CommandSuccessRateOffset, state.CommandSuccessRate);
    }

    internal void CheckLength(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < Size)
            throw new FrankaProtocolException($"a state datagram has {datagram.Length} bytes, expected {Size}");
    }

    private static byte Mode(ReadOnlySpan<byte> datagram, int offset, byte highest) => datagram[offset] <= highest
        ? datagram[offset]
        : throw new FrankaProtocolException(
            $"a state datagram has mode {datagram[offset]} at offset {offset}; the highest known is {highest}");

    private double ReadNumber(ReadOnlySpan<byte> datagram, int offset) => _width == 8
        ? BinaryPrimitives.ReadDoubleLittleEndian(datagram[offset..])
        : BinaryPrimitives.ReadSingleLittleEndian(datagram[offset..]);

    private void WriteNumber(Span<byte> datagram, int offset, double value)
    {
        if (_width == 8)
            BinaryPrimitives.WriteDoubleLittleEndian(datagram[offset..], value);
        else
            BinaryPrimitives.WriteSingleLittleEndian(datagram[offset..], (float)value);
    }
}
