using System.Diagnostics.CodeAnalysis;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>One thing wrong with a store, and where.</summary>
/// <param name="Kind">Not a store, a newer one, or a damaged one.</param>
/// <param name="File">Path of the file.</param>
/// <param name="Offset">Bytes from the file's start; −1 where the whole file is meant.</param>
/// <param name="What">What was checked, such as <c>payload hash</c>.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What should stand there.</param>
public sealed record StoreFault(StoreFaultKind Kind, string File, long Offset, string What, string Found, string Expected)
{
    /// <summary>One line for people: file, offset, found, expected.</summary>
    public override string ToString()
    {
        string place = Offset < 0 ? $"'{File}'" : $"'{File}', offset {Offset}";
        string verdict = Kind switch
        {
            StoreFaultKind.NotAStore => "this is not an episode store",
            StoreFaultKind.NewerVersion => "this episode store was written by a newer version; update IntervenGen to read it",
            _ => "the episode store is damaged",
        };
        return $"{place}: {What} {Found}, expected {Expected}: {verdict}";
    }

    internal static StoreFault Damaged(string file, long offset, string what, string found, string expected) =>
        new(StoreFaultKind.Damaged, file, offset, what, found, expected);

    internal static StoreFault Hash(string file, long offset, string what, ulong found, ulong expected) =>
        Damaged(file, offset, what, $"0x{found:x16}", $"0x{expected:x16}");

    /// <summary>The fault that an exception was thrown for.</summary>
    internal static StoreFault? Behind(EpisodeFormatException exception) => exception.Data[typeof(StoreFault)] as StoreFault;

    [DoesNotReturn]
    internal void Throw(Exception? inner = null)
    {
        var exception = new EpisodeFormatException(ToString(), inner);
        exception.Data[typeof(StoreFault)] = this;
        throw exception;
    }
}

/// <summary>Why a store cannot be read.</summary>
public enum StoreFaultKind
{
    /// <summary>The file is something else.</summary>
    NotAStore = 0,

    /// <summary>The file's version is above what this build knows.</summary>
    NewerVersion = 1,

    /// <summary>The file contradicts itself.</summary>
    Damaged = 2,
}
