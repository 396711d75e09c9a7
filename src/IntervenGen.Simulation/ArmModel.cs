using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>Addresses of the arm, its gripper and its inertia inside a model, looked up by name once.</summary>
/// <remarks>Joints and the grip site are found by name, actuators by the joint that each drives. Immutable; any thread.</remarks>
public sealed class ArmModel
{
    private readonly int[] _jointBodies;

    /// <summary>Looks up every address.</summary>
    /// <param name="arm">The arm's names, limits and gains.</param>
    /// <param name="model">A model that <see cref="ModelCheck"/> has accepted.</param>
    /// <param name="names">The model's names for the arm's elements.</param>
    internal ArmModel(ArmDescription arm, MjModel model, NameTable names)
    {
        Description = arm;
        Joints = arm.Joints.Count;
        ReadOnlySpan<int> positionAddress = model.Integers("jnt_qposadr");
        ReadOnlySpan<int> dofAddress = model.Integers("jnt_dofadr");
        JointId = new int[Joints];
        PositionAddress = new int[Joints];
        DofAddress = new int[Joints];
        for (int i = 0; i < Joints; i++)
        {
            JointId[i] = names.Id(model, "joint", arm.Joints[i]);
            PositionAddress[i] = positionAddress[JointId[i]];
            DofAddress[i] = dofAddress[JointId[i]];
        }

        ReadOnlySpan<int> bodies = model.Integers("jnt_bodyid");
        _jointBodies = new int[Joints];
        for (int i = 0; i < Joints; i++)
            _jointBodies[i] = bodies[JointId[i]];
        int[] fingers = [.. arm.Fingers.Select(name => names.Id(model, "joint", name))];
        FingerPositionAddress = [positionAddress[fingers[0]], positionAddress[fingers[1]]];
        TorqueActuator = [.. JointId.Select(joint => ActuatorCheck.Of(model, joint).First())];
        FingerActuator = [.. fingers.Select(joint => ActuatorCheck.Of(model, joint).First())];
        GripSite = names.Id(model, "site", arm.GripSite);
        bool compressed = model.HasField("M_rowadr");
        InertiaField = compressed ? "M" : "qM";
        InertiaAddress = compressed ? CompressedInertia(model, DofAddress) : SparseInertia(model, DofAddress);
    }

    /// <summary>The arm's names, limits and gains.</summary>
    public ArmDescription Description { get; }

    /// <summary>Number of joints of the arm.</summary>
    public int Joints { get; }

    /// <summary>Index of an arm joint's position in qpos.</summary>
    public int JointAddress(int joint) => PositionAddress[joint];

    /// <summary>Index of an arm joint's velocity in qvel.</summary>
    public int JointVelocityAddress(int joint) => DofAddress[joint];

    /// <summary>Index of a finger's position in qpos.</summary>
    public int FingerAddress(int finger) => FingerPositionAddress[finger];

    internal int[] JointId { get; }

    /// <summary>The body that an arm joint moves.</summary>
    internal int BodyOf(int joint) => _jointBodies[joint];

    internal int[] PositionAddress { get; }

    internal int[] DofAddress { get; }

    internal int[] FingerPositionAddress { get; }

    /// <summary>Index of each arm joint's motor in ctrl.</summary>
    internal int[] TorqueActuator { get; }

    /// <summary>Index of each finger's servo in ctrl.</summary>
    internal int[] FingerActuator { get; }

    internal int GripSite { get; }

    /// <summary>For i ≥ j, at [joints · i + j]: where M(i, j) stands in <see cref="InertiaField"/>; −1 where it is zero.</summary>
    internal int[] InertiaAddress { get; }

    /// <summary>Name of the mjData field that holds the joint-space inertia: qM, or M in later releases.</summary>
    internal string InertiaField { get; }

    // qM keeps row i as the chain i, parent(i), parent(parent(i)) …, starting at dof_Madr[i].
    private static int[] SparseInertia(MjModel model, int[] dofs)
    {
        ReadOnlySpan<int> start = model.Integers("dof_Madr");
        ReadOnlySpan<int> parent = model.Integers("dof_parentid");
        var address = new int[dofs.Length * dofs.Length];
        Array.Fill(address, -1);
        for (int i = 0; i < dofs.Length; i++)
        {
            int slot = start[dofs[i]];
            for (int dof = dofs[i]; dof >= 0; dof = parent[dof], slot++)
            {
                int j = Array.IndexOf(dofs, dof);
                if (j >= 0)
                    address[(dofs.Length * i) + j] = slot;
            }
        }

        return address;
    }

    // M is compressed by rows, lower triangle: columns M_colind[k] for k from M_rowadr[i], M_rownnz[i] of them.
    private static int[] CompressedInertia(MjModel model, int[] dofs)
    {
        ReadOnlySpan<int> start = model.Integers("M_rowadr"), count = model.Integers("M_rownnz"), column = model.Integers("M_colind");
        var address = new int[dofs.Length * dofs.Length];
        Array.Fill(address, -1);
        for (int i = 0; i < dofs.Length; i++)
        {
            for (int slot = start[dofs[i]]; slot < start[dofs[i]] + count[dofs[i]]; slot++)
            {
                int j = Array.IndexOf(dofs, column[slot]);
                if (j >= 0)
                    address[(dofs.Length * i) + j] = slot;
            }
        }

        return address;
    }
}
