using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Model;

/// <summary>An arm's constants: seven joints that turn about z of their links, seven links, and a flange.</summary>
/// <remarks>FR3 and Panda have the same joints and differ in their masses.</remarks>
public sealed class FrankaArm
{
    /// <summary>Number of joints of every Franka arm.</summary>
    public const int Joints = 7;

    // Links 1 to 7 in the one before, at joint angle 0: a, d and α of Craig's convention, as Franka documents them.
    private static readonly (double A, double D, double Alpha)[] s_chain =
    [
        (0, 0.333, 0),
        (0, 0, -Math.PI / 2),
        (0, 0.316, Math.PI / 2),
        (0.0825, 0, Math.PI / 2),
        (-0.0825, 0.384, -Math.PI / 2),
        (0, 0, Math.PI / 2),
        (0.088, 0, Math.PI / 2),
    ];

    private readonly Pose[] _parentFromLink;
    private readonly RigidBody[] _links;

    private FrankaArm(string name, RigidBody[] links)
    {
        Name = name;
        _links = links;
        _parentFromLink = [.. s_chain.Select(joint =>
        {
            Quat turn = Quat.FromAxisAngle(Vec3.UnitX, joint.Alpha);
            return new Pose(new Vec3(joint.A, 0, 0) + turn.Rotate(new Vec3(0, 0, joint.D)), turn);
        })];
    }

    /// <summary>Franka Research 3; masses of the vendor's description.</summary>
    public static FrankaArm Fr3 { get; } = new("FR3",
    [
        new(2.92747, new(0.0000004, -0.0181251, -0.0386036), new(0.0239273, 1.33e-5, -1.140e-4, 0.0224822, -0.0019950, 0.0063501)),
        new(2.93554, new(0.0031829, -0.0743222, 0.0088146), new(0.0419389, 2.026e-4, 0.0040778, 0.0251451, -0.0042252, 0.0617021)),
        new(2.24490, new(0.0407016, -0.0048201, -0.0289731), new(0.0241014, 0.0024047, -0.0028563, 0.0197405, -0.0021042, 0.0190445)),
        new(2.61560, new(-0.0459101, 0.0630493, -0.0085188), new(0.0345300, 0.0132255, 0.0101514, 0.0288816, -9.763e-4, 0.0412547)),
        new(2.32712, new(-0.0016040, 0.0292536, -0.0972966), new(0.0516103, -0.0057152, -0.0035673, 0.0478773, 0.0106740, 0.0164236)),
        new(1.81704, new(0.0597131, -0.0410295, -0.0101693), new(0.0054123, 0.0061935, 0.0014219, 0.0140583, -0.0013141, 0.0160808)),
        new(0.62714, new(0.0045226, 0.0086262, -0.0161633), new(2.109e-4, -2.43e-5, 4.56e-5, 1.772e-4, 8.74e-5, 5.99e-5)),
    ]);

    /// <summary>Panda (Franka Emika Robot); masses identified in the vendor's description.</summary>
    public static FrankaArm Panda { get; } = new("Panda",
    [
        new(2.7907, new(0.00033, -0.02204, -0.04762), new(0.0156478, 5.312e-6, -3.677e-5, 0.0143988, -0.0024848, 0.0050044)),
        new(2.5420, new(0.00038, -0.09211, 0.01908), new(0.0166243, 3.086e-5, 8.359e-6, 0.0046250, 0.0035590, 0.0154512)),
        new(2.2513, new(0.05152, 0.01696, -0.02971), new(0.0063174, 9.7310e-4, 0.0029253, 0.0086629, 9.3469e-4, 0.0065780)),
        new(2.2037, new(-0.05113, 0.05825, 0.01698), new(0.0078459, -0.0033959, 0.0015870, 0.0064954, -0.0018148, 0.0100308)),
        new(2.2855, new(-0.00005, 0.03730, -0.09280), new(0.0229701, -9.493e-6, -2.063e-5, 0.0209506, 0.0038235, 0.0043061)),
        new(1.353, new(0.06572, -0.00371, 0.00153), new(8.7965e-4, -2.1488e-4, -1.1912e-4, 0.0027780, 1.2743e-5, 0.0028670)),
        new(0.35973, new(0.00089, -0.00044, 0.05491), new(1.9541e-4, 1.652e-6, 1.488e-6, 1.9210e-4, -1.311e-6, 1.7936e-4)),
    ]);

    /// <summary>The arm that speaks a version: Panda up to 5, FR3 from 6 on.</summary>
    public static FrankaArm Of(FciVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.Number <= 5 ? Panda : Fr3;
    }

    /// <summary>The Franka Hand in the flange.</summary>
    public static RigidBody Hand { get; } = new(0.73, new(-0.01, 0, 0.03), new(0.001, 0, 0, 0.0025, 0, 0.0017));

    /// <summary>The flange in link 7: no rotation.</summary>
    public static Pose Link7FromFlange { get; } = new(new Vec3(0, 0, 0.107), Quat.Identity);

    /// <summary>The nominal end effector in the flange: between the tips of the Franka Hand's fingers, turned by −45° about z.</summary>
    /// <remarks>103.4 mm, of Franka's documentation of the hand.</remarks>
    public static Pose FlangeFromNominalEndEffector { get; } =
        new(new Vec3(0, 0, 0.1034), Quat.FromAxisAngle(Vec3.UnitZ, -Math.PI / 4));

    /// <summary>Inertia of each joint's rotor as the joint feels it, kg·m²: figures of MuJoCo Menagerie's FR3, used for both
    /// arms.</summary>
    public static ReadOnlySpan<double> RotorInertia => [0.195, 0.195, 0.195, 0.195, 0.074, 0.074, 0.074];

    /// <summary>Dry friction of each joint, N·m: figures of MuJoCo Menagerie's FR3, used for both arms.</summary>
    public static ReadOnlySpan<double> CoulombFriction => [1.137, 1.137, 1.137, 1.137, 0.763, 0.44, 0.248];

    /// <summary>Friction of a joint that grows with its speed, N·m·s/rad: figure of MuJoCo Menagerie's FR3, used for both arms.</summary>
    public const double ViscousFriction = 0.21;

    /// <summary>Name of the arm, for messages and the URDF.</summary>
    public string Name { get; }

    /// <summary>Links 1 to 7, each in its parent at joint angle 0.</summary>
    public ReadOnlySpan<Pose> ParentFromLink => _parentFromLink;

    /// <summary>Masses of links 1 to 7, each in its own frame.</summary>
    public ReadOnlySpan<RigidBody> Links => _links;

    /// <summary>The arm with something fixed to its flange: end effector, payload, or their sum.</summary>
    public FrankaArm With(in RigidBody flangeFromBody)
    {
        RigidBody[] links = [.. _links];
        links[^1] += flangeFromBody.MovedBy(Link7FromFlange);
        return new FrankaArm(Name, links);
    }
}
