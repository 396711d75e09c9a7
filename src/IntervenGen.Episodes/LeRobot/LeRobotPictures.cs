namespace IntervenGen.Episodes.LeRobot;

/// <summary>How pictures are put into a dataset of LeRobot.</summary>
public enum LeRobotPictures
{
    /// <summary>As films in AV1, or in H.264 where ffmpeg has no encoder for AV1 or pictures are too small for it; as PNG where neither can
    /// be.</summary>
    Auto = 0,

    /// <summary>Films in AV1 (libsvtav1), LeRobot's default.</summary>
    Av1 = 1,

    /// <summary>Films in H.264 (libx264).</summary>
    H264 = 2,

    /// <summary>PNG in the data files, without loss; needs no ffmpeg.</summary>
    Png = 3,
}
