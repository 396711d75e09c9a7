using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Rejects buffers whose shapes are not those of a store.</summary>
internal static class StoreShapes
{
    public static void Check(EpisodeLayout store, EpisodeLayout buffer)
    {
        if (ReferenceEquals(store, buffer))
            return;
        if (store.StateSize != buffer.StateSize || store.ObjectCount != buffer.ObjectCount
            || store.ObservationSize != buffer.ObservationSize || store.ActionSize != buffer.ActionSize)
        {
            throw new ArgumentException($"the buffer's steps are of another shape: {Describe(buffer)}; the store's are {Describe(store)}");
        }
    }

    private static string Describe(EpisodeLayout layout) =>
        $"state {layout.StateSize}, objects {layout.ObjectCount}, observation {layout.ObservationSize}, action {layout.ActionSize}";
}
