using static IntervenGen.Franka.FciRequest;
using static IntervenGen.Franka.FciStatus;

namespace IntervenGen.Franka.Wire;

// The place of a request in its list, and of a status in its list, is its number on the wire.
internal static class FciTables
{
    public static readonly FciRequest[] CommandsTo5 =
    [
        Connect, Move, StopMove, GetCartesianLimit, SetCollisionBehavior, SetJointImpedance, SetCartesianImpedance, SetGuidingMode,
        SetEEToK, SetNEToEE, SetLoad, SetFilters, FciRequest.AutomaticErrorRecovery, LoadModelLibrary,
    ];

    public static readonly FciRequest[] CommandsTo7 =
    [
        Connect, Move, StopMove, SetCollisionBehavior, SetJointImpedance, SetCartesianImpedance, SetGuidingMode,
        SetEEToK, SetNEToEE, SetLoad, FciRequest.AutomaticErrorRecovery, LoadModelLibrary,
    ];

    public static readonly FciRequest[] CommandsTo9 = [.. CommandsTo7, GetRobotModel];

    // 11 meant LoadModelLibrary before and means GetRobotModel now.
    public static readonly FciRequest[] CommandsFrom10 = [.. CommandsTo7[..^1], GetRobotModel];

    public static readonly StatusTables StatusesTo5 = new()
    {
        Move =
        [
            Success, MotionStarted, Preempted, NotPossible, StartAtSingularPose, InvalidArgument,
            ReflexAborted, EmergencyAborted, InputErrorAborted, Aborted,
        ],
        Setter = [Success, NotPossible, InvalidArgument],
        Stop = [Success, NotPossible, EmergencyAborted, ReflexAborted, Aborted],
        Recovery = [Success, NotPossible, ManualRecoveryRequired, ReflexAborted, EmergencyAborted, Aborted],
        Model = [],
    };

    public static readonly StatusTables StatusesFrom6 = new()
    {
        Move =
        [
            Success, MotionStarted, Preempted, PreemptedBySafety, RejectedBySafety, NotPossible, StartAtSingularPose, InvalidArgument,
            ReflexAborted, EmergencyAborted, InputErrorAborted, Aborted,
        ],
        Setter = [Success, NotPossible, InvalidArgument, SafetyFunction],
        Stop = [Success, NotPossible, SafetyFunction, EmergencyAborted, ReflexAborted, Aborted],
        Recovery = [Success, NotPossible, SafetyFunction, ManualRecoveryRequired, ReflexAborted, EmergencyAborted, Aborted],
        Model = [Success, NotPossible, SafetyFunction],
    };
}

/// <summary>What the status bytes mean, by kind of request.</summary>
internal sealed class StatusTables
{
    private static readonly FciStatus[] s_connect = [Success, IncompatibleVersion];
    private static readonly FciStatus[] s_library = [Success, NoSuchLibrary];

    public required FciStatus[] Move { get; init; }

    public required FciStatus[] Setter { get; init; }

    public required FciStatus[] Stop { get; init; }

    public required FciStatus[] Recovery { get; init; }

    public required FciStatus[] Model { get; init; }

    public ReadOnlySpan<FciStatus> Of(FciRequest request) => request switch
    {
        Connect => s_connect,
        FciRequest.Move => Move,
        StopMove => Stop,
        FciRequest.AutomaticErrorRecovery => Recovery,
        LoadModelLibrary => s_library,
        GetRobotModel => Model,
        _ => Setter,
    };
}
