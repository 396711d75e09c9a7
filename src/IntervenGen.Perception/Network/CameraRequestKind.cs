namespace IntervenGen.Perception.Network;

/// <summary>Kinds of requests of the camera protocol.</summary>
public enum CameraRequestKind
{
    /// <summary>The header alone: intrinsics and sizes.</summary>
    Describe = 1,

    /// <summary>The header and a new frame.</summary>
    Frame = 2,
}
