namespace IntervenGen.VirtualFranka.Control;

/// <summary>Share of the last hundred commands that came in time.</summary>
internal sealed class SuccessRate
{
    private const int Length = 100;
    private readonly bool[] _came = new bool[Length];
    private int _count, _next, _good;

    public double Value => _count == 0 ? 0 : (double)_good / _count;

    public void Add(bool came)
    {
        if (_count == Length)
            _good -= _came[_next] ? 1 : 0;
        else
            _count++;
        _good += came ? 1 : 0;
        _came[_next] = came;
        _next = (_next + 1) % Length;
    }

    public void Clear() => (_count, _next, _good) = (0, 0, 0);
}
