using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Perception.Tests;

/// <summary>A table's plane and a turned red cube, as MuJoCo draws them and as rays meet them.</summary>
internal static class BoxScene
{
    public const double HalfSide = 0.025;

    public static Pose WorldFromCube { get; } = new(
        new Vec3(0.03, -0.05, 0.1), (Quat.FromAxisAngle(Vec3.UnitZ, 0.4) * Quat.FromAxisAngle(Vec3.UnitX, 0.3)).Normalized);

    private static Quat Turn => WorldFromCube.Orientation;

    public static MjModel Compile() => MjModel.FromXml(FormattableString.Invariant($"""
        <mujoco>
          <visual><headlight ambient="0.4 0.4 0.4"/></visual>
          <worldbody>
            <light pos="0 0 3" dir="0 0 -1" castshadow="false" diffuse="0.8 0.8 0.8"/>
            <geom type="plane" size="3 3 0.1" rgba="0.8 0.7 0.6 1"/>
            <geom type="box" size="{HalfSide} {HalfSide} {HalfSide}" rgba="0.8 0.1 0.1 1"
                  pos="{WorldFromCube.Position.X} {WorldFromCube.Position.Y} {WorldFromCube.Position.Z}"
                  quat="{Turn.W} {Turn.X} {Turn.Y} {Turn.Z}"/>
          </worldbody>
        </mujoco>
        """), "box scene");

    /// <summary>z along the optical axis at which a pixel's ray meets the scene, metres, and whether it is the cube.</summary>
    public static (double Depth, bool IsCube) Ray(CameraIntrinsics intrinsics, Pose worldFromCamera, double u, double v)
    {
        // The ray reaches depth 1 at parameter 1, so the parameter is z.
        Vec3 direction = worldFromCamera.Orientation.Rotate(intrinsics.Deproject(u, v, 1)), origin = worldFromCamera.Position;
        double plane = direction.Z < 0 ? -origin.Z / direction.Z : double.PositiveInfinity;
        Pose cubeFromWorld = WorldFromCube.Inverse();
        Vec3 o = cubeFromWorld.Transform(origin), d = cubeFromWorld.Orientation.Rotate(direction);
        (double enter, double leave) = (double.NegativeInfinity, double.PositiveInfinity);
        foreach ((double from, double along) in ((double, double)[])[(o.X, d.X), (o.Y, d.Y), (o.Z, d.Z)])
        {
            double a = (-HalfSide - from) / along, b = (HalfSide - from) / along;
            enter = Math.Max(enter, Math.Min(a, b));
            leave = Math.Min(leave, Math.Max(a, b));
        }

        bool cube = enter <= leave && enter > 0 && enter < plane;
        return (cube ? enter : plane, cube);
    }
}
