namespace IntervenGen.Core;

/// <summary>Who chose the action of a step.</summary>
public enum StepMode : byte
{
    /// <summary>The learned policy; before an intervention these steps are the mistake.</summary>
    Policy = 0,

    /// <summary>The approach: the straight path from where the policy stopped to the first waypoint of a replayed segment.</summary>
    Interpolation = 1,

    /// <summary>A source segment, moved with its object and replayed open loop.</summary>
    Replay = 2,

    /// <summary>The operator: a person or a scripted stand-in; the dataset's manifest says which.</summary>
    Human = 3,

    /// <summary>A mistake made without a policy: a source's, replayed open loop, or an operator's on purpose.</summary>
    Mistake = 4,
}
