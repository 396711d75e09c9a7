using IntervenGen.Core;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning;

// All parameters of a network at once, as arrays.
internal static class NetworkArrays
{
    public static float[][] CopyOut(this INetworkTrainer network, NetworkSlot slot)
    {
        IReadOnlyList<NetworkParameter> parameters = network.Parameters;
        var arrays = new float[parameters.Count][];
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i] = new float[parameters[i].Count];
            network.CopyOut(slot, i, arrays[i]);
        }

        return arrays;
    }

    public static void CopyIn(this INetworkTrainer network, NetworkSlot slot, IReadOnlyList<float[]> arrays)
    {
        int count = network.Parameters.Count;
        if (arrays.Count != count)
            throw new UsageException($"the checkpoint has {arrays.Count} parameters; its network has {count}");
        for (int i = 0; i < arrays.Count; i++)
            network.CopyIn(slot, i, arrays[i]);
    }
}
