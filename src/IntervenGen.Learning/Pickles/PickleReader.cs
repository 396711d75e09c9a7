using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Learning.Pickles;

/// <summary>Reads a pickle of protocol 2 as data: it calls nothing, and refuses what names something that is not listed.</summary>
/// <remarks>
/// A pickle is a program for a stack machine that may call any function of Python. Here the machine knows numbers, texts, lists,
/// tuples and dictionaries; what the few allowed names mean is said by <see cref="IPickleNames"/>. Its values may be nested in any depth
/// and contain themselves: readers of a value bound how far they go.
/// </remarks>
internal ref struct PickleReader
{
    /// <summary>Largest size of a pickle, bytes.</summary>
    public const int MaxBytes = 16 << 20;

    // A checkpoint has some thousands; each makes at most one object.
    private const int MaxInstructions = 1_000_000;
    private const int MaxName = 256;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly IPickleNames _names;
    private readonly string _where;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<int, object?> _memo = [];
    private int _at;

    private PickleReader(ReadOnlySpan<byte> bytes, IPickleNames names, string where)
    {
        _bytes = bytes;
        _names = names;
        _where = where;
    }

    /// <summary>Reads the value of a pickle.</summary>
    /// <param name="bytes">The pickle, at most <see cref="MaxBytes"/>.</param>
    /// <param name="names">What it may name.</param>
    /// <param name="where">Where it is from, for messages.</param>
    /// <returns>Null, bool, long, double, string, list, <see cref="PickleTuple"/>, <see cref="PickleMap"/>, <see cref="PickleGlobal"/>,
    /// or what <paramref name="names"/> makes of a name.</returns>
    /// <exception cref="EpisodeFormatException">The pickle is cut short, damaged, or beyond a limit.</exception>
    /// <exception cref="UsageException">It names something that is not allowed; the message says what.</exception>
    public static object? Read(ReadOnlySpan<byte> bytes, IPickleNames names, string where)
    {
        var reader = new PickleReader(bytes, names, where);
        try
        {
            return reader.Run();
        }
        catch (FormatException exception)
        {
            throw reader.Broken(exception.Message);
        }
    }

    private object? Run()
    {
        if (_bytes.Length > MaxBytes)
            ThrowBroken($"{_bytes.Length} bytes, at most {MaxBytes} are read");
        for (int count = 0; count < MaxInstructions; count++)
        {
            int start = _at;
            var code = (PickleOpcode)Take(1)[0];
            if (code == PickleOpcode.Stop)
                return Pop();
            if (!Constant(code) && !Structure(code) && !Memory(code))
            {
                _at = start;
                ThrowBroken($"instruction 0x{(byte)code:X2} is not one of protocol 2's for data");
            }
        }

        ThrowBroken($"more than {MaxInstructions} instructions");
        return null;
    }

    private bool Constant(PickleOpcode code)
    {
        object? value;
        switch (code)
        {
            case PickleOpcode.None:
                value = null;
                break;
            case PickleOpcode.NewTrue:
                value = true;
                break;
            case PickleOpcode.NewFalse:
                value = false;
                break;
            case PickleOpcode.BinInt:
                value = (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4));
                break;
            case PickleOpcode.BinInt1:
                value = (long)Take(1)[0];
                break;
            case PickleOpcode.BinInt2:
                value = (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
                break;
            case PickleOpcode.Long1:
                value = Long(Take(Take(1)[0]));
                break;
            case PickleOpcode.BinFloat:
                value = BinaryPrimitives.ReadDoubleBigEndian(Take(8));
                break;
            case PickleOpcode.BinUnicode:
                value = Text(Take(Size(Take(4))));
                break;
            case PickleOpcode.ShortBinString:
                value = Encoding.Latin1.GetString(Take(Take(1)[0]));
                break;
            case PickleOpcode.Global:
                value = Global();
                break;
            case PickleOpcode.EmptyTuple:
                value = new PickleTuple([]);
                break;
            case PickleOpcode.EmptyList:
                value = new List<object?>();
                break;
            case PickleOpcode.EmptyDict:
                value = new PickleMap();
                break;
            default:
                return false;
        }

        _stack.Add(value);
        return true;
    }

    private bool Structure(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.Mark:
                _marks.Push(_stack.Count);
                return true;
            case PickleOpcode.Tuple:
                object?[] items = PopToMark();
                _stack.Add(new PickleTuple(items));
                return true;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                object?[] few = Pop(code - PickleOpcode.Tuple1 + 1);
                _stack.Add(new PickleTuple(few));
                return true;
            case PickleOpcode.Append:
                object? item = Pop();
                Top<List<object?>>("a list").Add(item);
                return true;
            case PickleOpcode.Appends:
                object?[] added = PopToMark();
                Top<List<object?>>("a list").AddRange(added);
                return true;
            case PickleOpcode.SetItem:
                Set(Pop(2));
                return true;
            case PickleOpcode.SetItems:
                Set(PopToMark());
                return true;
            case PickleOpcode.Reduce:
                object? arguments = Pop(), function = Pop();
                _stack.Add(_names.Call(As<PickleGlobal>(function, "a function"), As<PickleTuple>(arguments, "a tuple of arguments").Items));
                return true;
            case PickleOpcode.Build:
                Build(Pop());
                return true;
            case PickleOpcode.BinPersId:
                object? identifier = Pop();
                _stack.Add(_names.Resolve(identifier));
                return true;
            default:
                return false;
        }
    }

    private bool Memory(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.Protocol:
                int version = Take(1)[0];
                if (version != 2)
                    ThrowBroken($"pickle protocol {version}, expected 2");
                return true;
            case PickleOpcode.BinPut:
                _memo[Take(1)[0]] = Top();
                return true;
            case PickleOpcode.LongBinPut:
                _memo[Size(Take(4))] = Top();
                return true;
            case PickleOpcode.BinGet:
                _stack.Add(Recall(Take(1)[0]));
                return true;
            case PickleOpcode.LongBinGet:
                _stack.Add(Recall(Size(Take(4))));
                return true;
            case PickleOpcode.Dup:
                _stack.Add(Top());
                return true;
            case PickleOpcode.Pop:
                Pop();
                return true;
            case PickleOpcode.PopMark:
                PopToMark();
                return true;
            default:
                return false;
        }
    }

    private PickleGlobal Global()
    {
        var global = new PickleGlobal(Line(), Line());
        return _names.Allows(global)
            ? global
            : throw new UsageException(
                $"{_where}: it asks Python for '{global.FullName}', which is not one of the names that data needs; it is not read");
    }

    private string Line()
    {
        ReadOnlySpan<byte> rest = _bytes[_at..];
        int length = rest[..Math.Min(rest.Length, MaxName + 1)].IndexOf((byte)'\n');
        if (length < 0)
            ThrowBroken($"a name of more than {MaxName} bytes, or one that does not end");
        string line = Text(Take(length));
        _at++;
        return line;
    }

    // An ordered dictionary keeps attributes beside its entries, torch's of modules' versions: nothing that data needs.
    private void Build(object? state)
    {
        if (Top() is PickleCall call)
            call.State = state;
        else if (Top() is not PickleMap)
            ThrowBroken("state is set on what can have none");
    }

    private void Set(object?[] entries)
    {
        if (entries.Length % 2 != 0)
            ThrowBroken("a key without a value");
        PickleMap map = Top<PickleMap>("a dictionary");
        for (int i = 0; i < entries.Length; i += 2)
        {
            if (entries[i] is null)
                ThrowBroken("None as a key");
            map.Set(entries[i]!, entries[i + 1]);
        }
    }

    private static long Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
            throw new FormatException($"an integer of {bytes.Length} bytes, at most 8 are read");
        long value = 0;
        for (int i = 0; i < bytes.Length; i++)
            value |= (long)bytes[i] << (8 * i);
        int unused = 64 - (8 * bytes.Length);
        return bytes.IsEmpty ? 0 : value << unused >> unused;
    }

    private object? Recall(int key) =>
        _memo.TryGetValue(key, out object? value) ? value : throw Broken($"memo {key} was never stored");

    private int Size(ReadOnlySpan<byte> bytes)
    {
        int size = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (size < 0)
            ThrowBroken($"a size or an index of {(uint)size}");
        return size;
    }

    private string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Broken("a text that is not UTF-8");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
            ThrowBroken($"{count} bytes are needed, {_bytes.Length - _at} are left");
        ReadOnlySpan<byte> taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private readonly int Floor => _marks.Count > 0 ? _marks.Peek() : 0;

    private object? Top()
    {
        if (_stack.Count <= Floor)
            ThrowBroken("the stack is empty");
        return _stack[^1];
    }

    private T Top<T>(string what)
        where T : class => As<T>(Top(), what);

    private T As<T>(object? value, string what)
        where T : class => value as T ?? throw Broken($"{what} is needed, and something else is there");

    private object? Pop() => Pop(1)[0];

    private object?[] Pop(int count)
    {
        if (_stack.Count - count < Floor)
            ThrowBroken("the stack is empty");
        object?[] items = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private object?[] PopToMark()
    {
        if (!_marks.TryPop(out int mark))
            ThrowBroken("no mark is set");
        object?[] items = [.. _stack[mark..]];
        _stack.RemoveRange(mark, items.Length);
        return items;
    }

    private readonly EpisodeFormatException Broken(string what) => new($"{_where}, offset {_at}: {what}");

    [DoesNotReturn]
    private readonly void ThrowBroken(string what) => throw Broken(what);
}
