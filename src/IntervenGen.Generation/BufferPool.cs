using IntervenGen.Core;
using Microsoft.Extensions.ObjectPool;

namespace IntervenGen.Generation;

/// <summary>Buffers for the steps of attempts, made before the first is needed.</summary>
internal static class BufferPool
{
    /// <summary>A pool that holds all buffers that can ever be under way or waiting: how many are needed at once depends on how workers
    /// fare.</summary>
    /// <param name="make">Creates a buffer.</param>
    /// <param name="count">Number of buffers.</param>
    public static ObjectPool<EpisodeBuffer> Create(Func<EpisodeBuffer> make, int count)
    {
        var pool = new DefaultObjectPool<EpisodeBuffer>(new Policy(make), count);
        EpisodeBuffer[] all = [.. Enumerable.Range(0, count).Select(_ => pool.Get())];
        foreach (EpisodeBuffer buffer in all)
            pool.Return(buffer);
        return pool;
    }

    private sealed class Policy(Func<EpisodeBuffer> make) : PooledObjectPolicy<EpisodeBuffer>
    {
        public override EpisodeBuffer Create() => make();

        public override bool Return(EpisodeBuffer obj)
        {
            obj.Clear();
            return true;
        }
    }
}
