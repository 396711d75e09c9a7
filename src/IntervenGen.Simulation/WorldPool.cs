using IntervenGen.Interop.MuJoCo;
using Microsoft.Extensions.ObjectPool;

namespace IntervenGen.Simulation;

/// <summary>The simulated states of one model that no lane uses at present.</summary>
/// <remarks>What an error of MuJoCo left in an unknown state is freed, never lent again. Any thread.</remarks>
internal sealed class WorldPool : PooledObjectPolicy<MjData>, IDisposable
{
    // Half a megabyte each: enough for the lanes of one batch that is closed while another opens.
    private const int MaxIdle = 64;

    private readonly MjModel _model;
    private readonly ObjectPool<MjData> _pool;
    private readonly HashSet<MjData> _lent = [];

    /// <summary>Lends states of a model, which must outlive the pool.</summary>
    public WorldPool(MjModel model)
    {
        _model = model;
        // Of what can be disposed, the provider makes a pool that disposes what it holds.
        _pool = new DefaultObjectPoolProvider { MaximumRetained = MaxIdle }.Create(this);
    }

    /// <summary>A state as after a reset, of the pool or a new one.</summary>
    public MjData Get()
    {
        MjData world = _pool.Get();
        lock (_lent)
            _lent.Add(world);
        return world;
    }

    /// <summary>A state with what is bound to it; the state is taken back where that fails.</summary>
    public T Get<T>(Func<MjData, T> bind)
    {
        MjData world = Get();
        try
        {
            return bind(world);
        }
        catch
        {
            Put(world);
            throw;
        }
    }

    /// <summary>Takes a state back; frees it where it is poisoned or there are enough. Doing so twice has no effect.</summary>
    public void Put(MjData world)
    {
        bool isLent;
        lock (_lent)
            isLent = _lent.Remove(world);
        if (isLent)
            _pool.Return(world);
    }

    /// <summary>Whether somebody has this state.</summary>
    public bool IsLent(MjData world)
    {
        lock (_lent)
            return _lent.Contains(world);
    }

    /// <inheritdoc/>
    public override MjData Create() => new(_model);

    /// <inheritdoc/>
    public override bool Return(MjData obj)
    {
        if (obj.IsPoisoned)
            return false;
        obj.Reset();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => (_pool as IDisposable)?.Dispose();
}
