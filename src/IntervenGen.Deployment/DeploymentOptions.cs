using IntervenGen.Franka.Control;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.Deployment;

/// <summary>Settings of the deployment of a policy on an arm.</summary>
public sealed record DeploymentOptions
{
    /// <summary>The robot's base in the world that the policy was trained in: its table's top is at z = 0.8 m.</summary>
    public Pose WorldFromBase { get; init; } = BlockGraspScene.WorldFromBase;

    /// <summary>Limits that the arm keeps to, base frame.</summary>
    public SafetyLimits Limits { get; init; } = new()
    {
        LowestPosition = new Vec3(0.30, -0.40, -0.105),
        HighestPosition = new Vec3(0.80, 0.40, 0.45),
    };

    /// <summary>How motions are run.</summary>
    public MotionOptions Motion { get; init; } = new();

    /// <summary>Collision thresholds of the robot's own reflex: torques in N·m, forces in N.</summary>
    public CollisionBehavior Collision { get; init; } = CollisionBehavior.Uniform(20, 60, 20, 60);

    /// <summary>Change of the external force that is a contact, newtons.</summary>
    public double ContactForce { get; init; } = 4;

    /// <summary>Speed at which the opening between the fingers changes, m/s.</summary>
    public double FingerSpeed { get; init; } = 0.15;

    /// <summary>Force with which the hand holds the cube, newtons.</summary>
    public double GraspForce { get; init; } = 30;

    /// <summary>Share of the full speed on the transit home, 0 to 1.</summary>
    public double HomeSpeed { get; init; } = 0.4;

    /// <summary>Policy steps that success must last before the trial ends.</summary>
    public int HoldSteps { get; init; } = 4;

    /// <summary>Policy steps between two quick looks after the contact.</summary>
    public int GlancePeriod { get; init; } = 4;

    /// <summary>Whether the policy runs on the loop's own thread, for robots in lock-step; otherwise on one beside it.</summary>
    public bool IsInline { get; init; }
}
