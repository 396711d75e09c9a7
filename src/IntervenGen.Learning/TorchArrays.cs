using IntervenGen.Core;
using IntervenGen.Interop.Torch;

namespace IntervenGen.Learning;

// All parameters of a policy at once, as arrays.
internal static class TorchArrays
{
    public static float[][] CopyOut(this TorchPolicy policy, TorchSlot slot)
    {
        var arrays = new float[policy.Parameters.Count][];
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i] = new float[policy.Parameters[i].Count];
            policy.CopyOut(slot, i, arrays[i]);
        }

        return arrays;
    }

    public static void CopyIn(this TorchPolicy policy, TorchSlot slot, IReadOnlyList<float[]> arrays)
    {
        if (arrays.Count != policy.Parameters.Count)
            throw new UsageException($"the checkpoint has {arrays.Count} parameters; its network has {policy.Parameters.Count}");
        for (int i = 0; i < arrays.Count; i++)
            policy.CopyIn(slot, i, arrays[i]);
    }
}
