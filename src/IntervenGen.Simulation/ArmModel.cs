using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>Where the arm, its gripper and its inertia lie inside a model; found by name, once.</summary>
/// <remarks>Expects <c>joint1</c>…<c>joint7</c>, <c>finger_joint1/2</c>, <c>grip_site</c>, and actuators in that order. Immutable.</remarks>
public sealed class ArmModel
{
    /// <summary>Joints of the arm.</summary>
    public const int Joints = 7;

    /// <summary>Looks everything up.</summary>
    /// <exception cref="IntervenGenException">The model lacks an element, by name.</exception>
    public ArmModel(MjModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ReadOnlySpan<int> positionAddress = model.Integers("jnt_qposadr");
        ReadOnlySpan<int> dofAddress = model.Integers("jnt_dofadr");
        JointId = new int[Joints];
        PositionAddress = new int[Joints];
        DofAddress = new int[Joints];
        for (int i = 0; i < Joints; i++)
        {
            JointId[i] = model.Id("joint", $"joint{i + 1}");
            PositionAddress[i] = positionAddress[JointId[i]];
            DofAddress[i] = dofAddress[JointId[i]];
        }

        FingerPositionAddress = [
            positionAddress[model.Id("joint", "finger_joint1")],
            positionAddress[model.Id("joint", "finger_joint2")]];
        GripSite = model.Id("site", "grip_site");
        HandBody = model.Id("body", "right_hand");
        bool compressed = model.HasField("M_rowadr");
        InertiaField = compressed ? "M" : "qM";
        InertiaAddress = compressed ? CompressedInertia(model, DofAddress) : SparseInertia(model, DofAddress);
    }

    /// <summary>Index of an arm joint in qpos.</summary>
    public int JointAddress(int joint) => PositionAddress[joint];

    /// <summary>Index of a finger in qpos.</summary>
    public int FingerAddress(int finger) => FingerPositionAddress[finger];

    internal int[] JointId { get; }

    internal int[] PositionAddress { get; }

    internal int[] DofAddress { get; }

    internal int[] FingerPositionAddress { get; }

    internal int GripSite { get; }

    internal int HandBody { get; }

    /// <summary>For i ≥ j, at [7i + j]: where M(i, j) stands in <see cref="InertiaField"/>; −1 where it is structurally zero.</summary>
    internal int[] InertiaAddress { get; }

    /// <summary>mjData's field with the joint-space inertia: qM, or M in later releases.</summary>
    internal string InertiaField { get; }

    // qM keeps row i as the chain i, parent(i), parent(parent(i)) …, starting at dof_Madr[i].
    private static int[] SparseInertia(MjModel model, int[] dofs)
    {
        ReadOnlySpan<int> start = model.Integers("dof_Madr");
        ReadOnlySpan<int> parent = model.Integers("dof_parentid");
        var address = new int[Joints * Joints];
        Array.Fill(address, -1);
        for (int i = 0; i < Joints; i++)
        {
            int slot = start[dofs[i]];
            for (int dof = dofs[i]; dof >= 0; dof = parent[dof], slot++)
            {
                int j = Array.IndexOf(dofs, dof);
                if (j >= 0)
                    address[(Joints * i) + j] = slot;
            }
        }

        return address;
    }

    // M is compressed by rows, lower triangle: columns M_colind[k] for k from M_rowadr[i], M_rownnz[i] of them.
    private static int[] CompressedInertia(MjModel model, int[] dofs)
    {
        ReadOnlySpan<int> start = model.Integers("M_rowadr"), count = model.Integers("M_rownnz"), column = model.Integers("M_colind");
        var address = new int[Joints * Joints];
        Array.Fill(address, -1);
        for (int i = 0; i < Joints; i++)
        {
            for (int slot = start[dofs[i]]; slot < start[dofs[i]] + count[dofs[i]]; slot++)
            {
                int j = Array.IndexOf(dofs, column[slot]);
                if (j >= 0)
                    address[(Joints * i) + j] = slot;
            }
        }

        return address;
    }
}
