namespace IntervenGen.Franka.Wire;

/// <summary>One version of the robot service: its command numbers, sizes, statuses and state layout.</summary>
/// <remarks>Client and controller must speak the same number. Constant; any thread.</remarks>
public sealed class FciVersion
{
    private readonly FciRequest[] _commands;
    private readonly StatusTables _statuses;

    private FciVersion(ushort number, FciRequest[] commands, StatusTables statuses, RobotStateLayout state)
    {
        Number = number;
        _commands = commands;
        _statuses = statuses;
        State = state;
    }

    /// <summary>Version 5: Panda, system 4.2.1 and later (libfranka 0.9).</summary>
    public static FciVersion V5 { get; } = new(5, FciTables.CommandsTo5, FciTables.StatusesTo5, RobotStateLayout.Doubles);

    /// <summary>Version 6: FR3, system 5.2 (libfranka 0.10 to 0.13.2).</summary>
    public static FciVersion V6 { get; } = new(6, FciTables.CommandsTo7, FciTables.StatusesFrom6, RobotStateLayout.Doubles);

    /// <summary>Version 7: FR3, system 5.5 (libfranka 0.13.3 to 0.13.6).</summary>
    public static FciVersion V7 { get; } = new(7, FciTables.CommandsTo7, FciTables.StatusesFrom6, RobotStateLayout.Doubles);

    /// <summary>Version 8: FR3, system 5.7.0 (libfranka 0.14).</summary>
    public static FciVersion V8 { get; } = new(8, FciTables.CommandsTo9, FciTables.StatusesFrom6, RobotStateLayout.Doubles);

    /// <summary>Version 9: FR3, system 5.7.2 (libfranka 0.15 to 0.17).</summary>
    public static FciVersion V9 { get; } = new(9, FciTables.CommandsTo9, FciTables.StatusesFrom6, RobotStateLayout.Doubles);

    /// <summary>Version 10: FR3, system 5.9 and later (libfranka 0.18 and later).</summary>
    public static FciVersion V10 { get; } = new(10, FciTables.CommandsFrom10, FciTables.StatusesFrom6, RobotStateLayout.Singles);

    /// <summary>All supported versions, newest first.</summary>
    public static IReadOnlyList<FciVersion> All { get; } = [V10, V9, V8, V7, V6, V5];

    /// <summary>The number both sides must agree on.</summary>
    public ushort Number { get; }

    /// <summary>Where the fields of a state datagram are.</summary>
    public RobotStateLayout State { get; }

    /// <summary>Bytes of a command datagram: 371, or 370 where torque motions cannot say that they finished.</summary>
    public int RobotCommandSize => HasTorqueFinished ? 371 : 370;

    /// <summary>Bytes of a Move request.</summary>
    public int MoveRequestSize => HasAsynchronousMove ? 125 : 68;

    internal bool HasTorqueFinished => Number >= 7;

    internal bool HasAsynchronousMove => Number >= 10;

    /// <summary>The system image of a controller that speaks a version, as its release notes call it; also of versions without
    /// tables.</summary>
    /// <param name="number">Version of the robot service.</param>
    public static string SystemOf(int number) => number switch
    {
        3 => "Panda with system 3.x or older",
        4 => "Panda with system 4.0 or 4.1",
        5 => "Panda with system 4.2.1 or later",
        6 => "FR3 with system 5.2 to 5.4",
        7 => "FR3 with system 5.5 or 5.6",
        8 => "FR3 with system 5.7.0 or 5.7.1",
        9 => "FR3 with system 5.7.2 to 5.8",
        10 => "FR3 with system 5.9 or later",
        > 10 => "an arm with a system newer than this driver",
        _ => "an arm with a system older than any known here",
    };

    /// <summary>The tables for a number; false if there are none.</summary>
    public static bool TryFind(int number, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FciVersion? version)
    {
        version = null;
        foreach (FciVersion candidate in All)
        {
            if (candidate.Number == number)
                version = candidate;
        }

        return version is not null;
    }

    /// <summary>Whether this version has the request.</summary>
    public bool Has(FciRequest request) => Array.IndexOf(_commands, request) >= 0;

    /// <summary>The request's number on the wire.</summary>
    /// <exception cref="NotSupportedException">This version has no such request.</exception>
    public uint CommandId(FciRequest request)
    {
        int id = Array.IndexOf(_commands, request);
        return id >= 0 ? (uint)id : throw new NotSupportedException($"version {Number} of the robot service has no {request}");
    }

    /// <summary>The request with a number; false if this version gives the number to none.</summary>
    public bool TryRequest(uint commandId, out FciRequest request)
    {
        bool isKnown = commandId < (uint)_commands.Length;
        request = isKnown ? _commands[commandId] : default;
        return isKnown;
    }

    /// <summary>What a status byte means.</summary>
    /// <exception cref="FrankaProtocolException">This version has no such status.</exception>
    public FciStatus Status(FciRequest request, byte value)
    {
        ReadOnlySpan<FciStatus> table = _statuses.Of(request);
        return value < table.Length
            ? table[value]
            : throw new FrankaProtocolException(
                $"{request} was answered with status {value}; version {Number} knows 0 to {table.Length - 1}");
    }

    /// <summary>The byte for a status.</summary>
    /// <exception cref="NotSupportedException">This version cannot answer so.</exception>
    public byte StatusByte(FciRequest request, FciStatus status)
    {
        int value = _statuses.Of(request).IndexOf(status);
        return value >= 0 ? (byte)value : throw new NotSupportedException($"version {Number} cannot answer {request} with {status}");
    }

    /// <inheritdoc/>
    public override string ToString() => $"robot service {Number}";
}
