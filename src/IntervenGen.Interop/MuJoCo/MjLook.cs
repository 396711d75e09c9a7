using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>What a model says about how it looks as a whole: MuJoCo's <c>visual</c> and <c>statistic</c>.</summary>
/// <remarks>Filled by the shim: MuJoCo's own structs change between releases.</remarks>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct MjLook
{
    internal int Size;

    /// <summary>Whether the light at the camera is on: 1 for yes.</summary>
    public int HasHeadlight;

    /// <summary>Ambient, diffuse and specular colour of that light, three numbers each.</summary>
    public fixed float Headlight[9];

    /// <summary>Vertical field of view of a free camera, degrees.</summary>
    public float FovyDegrees;

    /// <summary>Nearest distance that a camera sees, in extents.</summary>
    public float NearInExtents;

    /// <summary>Farthest distance that a camera sees, in extents.</summary>
    public float FarInExtents;

    /// <summary>Slices and stacks of a round shape in MuJoCo's own pictures.</summary>
    public int Slices, Stacks;

    private readonly int _reserved;

    /// <summary>Size of the scene, metres.</summary>
    public double Extent;

    /// <summary>Middle of the scene, world frame, metres.</summary>
    public fixed double Centre[3];
}

public sealed unsafe partial class MjModel
{
    /// <summary>How the model looks as a whole.</summary>
    public MjLook Look
    {
        get
        {
            using Lease lease = new(this);
            var look = new MjLook { Size = sizeof(MjLook) };
            MuJoCoLibrary.ThrowIfFailed(LookNative(lease.Handle, &look));
            return look;
        }
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_look")]
    private static partial int LookNative(nint model, MjLook* look);
}
