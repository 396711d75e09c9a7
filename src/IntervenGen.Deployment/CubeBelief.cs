using IntervenGen.Numerics;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.Deployment;

/// <summary>Where the policy is told the cube is: wrong at first, right once it is touched, then wherever it goes.</summary>
/// <remarks>
/// Before the contact: the estimate with the trial's error. From the contact on: the estimate itself, renewed by quick looks.
/// Between the fingers the cube goes with the hand, in the middle of the two. The policy is told positions alone: it was trained
/// on cubes that lie square to the base, and a camera's half degree would be a cube that it has never seen. One thread;
/// allocates nothing.
/// </remarks>
/// <param name="estimate">The careful look before the trial.</param>
/// <param name="wrong">The same with the trial's error.</param>
public sealed class CubeBelief(Pose estimate, Pose wrong)
{
    // Metres: the openings at which a 5 cm cube may be held, and how near the grip it must have been seen.
    private const double MinWidth = 0.040, MaxWidth = 0.058, Reach = 0.045;

    private Pose _cube = estimate;
    private Pose _gripFromCube;

    /// <summary>Whether the truth is known by now.</summary>
    public bool IsRevealed { get; private set; }

    /// <summary>Whether the cube is between the fingers.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>The cube's pose as the policy is told it, world frame.</summary>
    public Pose WorldFromCube => new((IsRevealed ? _cube : wrong).Position, Quat.Identity);

    /// <summary>The best estimate, whatever the policy is told.</summary>
    public Pose Estimate => _cube;

    /// <summary>Reveals the estimate: the hand has touched something.</summary>
    public void Reveal() => IsRevealed = true;

    /// <summary>Takes the pose of a quick look; a held cube goes with the hand instead.</summary>
    public void See(in Pose worldFromCube)
    {
        if (!IsHeld)
            _cube = worldFromCube;
    }

    /// <summary>Updates whether the cube is held, from the fingers.</summary>
    /// <param name="worldFromGrip">The grip frame.</param>
    /// <param name="width">Opening between the fingers, metres.</param>
    /// <param name="isClosed">Whether the fingers were told to close and something stopped them.</param>
    public void Feel(in Pose worldFromGrip, double width, bool isClosed)
    {
        bool holds = isClosed && width is > MinWidth and < MaxWidth;
        if (holds && !IsHeld)
        {
            // Fingers close along the grip's x axis and put the cube in their middle; the rest is as last seen.
            Pose seen = worldFromGrip.Inverse() * _cube;
            bool isNear = seen.Position.Length < Reach;
            Vec3 place = isNear ? seen.Position with { X = 0 } : Vec3.Zero;
            _gripFromCube = isNear ? seen with { Position = place } : new Pose(place, worldFromGrip.Orientation.Conjugate);
        }

        IsHeld = holds;
        if (holds)
            _cube = worldFromGrip * _gripFromCube;
    }

    /// <summary>Whether the cube is held and lifted as the task asks.</summary>
    public bool IsLifted => IsHeld && _cube.Position.Z >= BlockGraspScene.TableTop + BlockGraspScene.HalfSide + BlockGraspScene.SuccessLift;
}
