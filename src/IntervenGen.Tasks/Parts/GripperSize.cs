namespace IntervenGen.Tasks.Parts;

/// <summary>Sizes of the gripper, metres.</summary>
internal static class GripperSize
{
    /// <summary>Distance of the fingertips below the grip site.</summary>
    public const double FingertipBelowGrip = 0.009;
}
