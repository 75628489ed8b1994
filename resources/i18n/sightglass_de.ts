<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>sightglass</name>
    <message>
        <source>The model knows no class &quot;%1&quot;.</source>
        <translation>Das Modell kennt keine Klasse „%1“.</translation>
    </message>
    <message>
        <source>It gives no names: choose classes by their numbers, from 0.</source>
        <translation>Es nennt keine Namen: Klassen über ihre Nummern wählen, ab 0.</translation>
    </message>
    <message>
        <source>Its classes are: %1.</source>
        <translation>Seine Klassen sind: %1.</translation>
    </message>
    <message>
        <source>Left out: %1, as the clock of the file jumps.</source>
        <translation>Ausgelassen: %1, da die Uhr der Datei springt.</translation>
    </message>
    <message>
        <source>Left out: %1, which does not go into a file of this kind (%2). MKV takes nearly everything.</source>
        <translation>Ausgelassen: %1, was in eine Datei dieser Art nicht passt (%2). MKV nimmt fast alles auf.</translation>
    </message>
    <message>
        <source>Coded anew as %1: %2, which does not go into a file of this kind (%3) as it is.</source>
        <translation>Neu kodiert als %1: %2, was so, wie es ist, nicht in eine Datei dieser Art passt (%3).</translation>
    </message>
    <message>
        <source>Sound and subtitles break off where the file could not be read on.</source>
        <translation>Ton und Untertitel brechen dort ab, wo die Datei nicht weiter gelesen werden konnte.</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>Tabelle (CSV)</translation>
    </message>
    <message>
        <source>Lines of JSON, with masks and keypoints</source>
        <translation>JSON-Zeilen, mit Masken und Schlüsselpunkten</translation>
    </message>
    <message>
        <source>COCO results</source>
        <translation>COCO-Ergebnisse</translation>
    </message>
    <message>
        <source>COCO data set</source>
        <translation>COCO-Datensatz</translation>
    </message>
    <message>
        <source>CVAT for video</source>
        <translation>CVAT für Video</translation>
    </message>
    <message>
        <source>YOLO labels (a folder)</source>
        <translation>YOLO-Labels (ein Ordner)</translation>
    </message>
    <message>
        <source>YOLO labels with confidence (a folder)</source>
        <translation>YOLO-Labels mit Konfidenz (ein Ordner)</translation>
    </message>
    <message>
        <source>Pascal VOC (a folder)</source>
        <translation>Pascal VOC (ein Ordner)</translation>
    </message>
    <message>
        <source>KITTI (a folder)</source>
        <translation>KITTI (ein Ordner)</translation>
    </message>
    <message>
        <source>The export was cancelled; nothing was written.</source>
        <translation>Der Export wurde abgebrochen; es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Frames were lost on their way into the export.</source>
        <translation>Auf dem Weg in den Export gingen Bilder verloren.</translation>
    </message>
    <message>
        <source>Please report this, with the text below.</source>
        <translation>Bitte melden Sie dies mit dem Text darunter.</translation>
    </message>
    <message>
        <source>What was done so far is kept: the same export goes on from there when it is resumed.</source>
        <translation>Was bisher fertig ist, bleibt: Derselbe Export geht von dort weiter, wenn er fortgesetzt wird.</translation>
    </message>
    <message>
        <source>The export of %1 failed.</source>
        <translation>Der Export von %1 ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>%1 is being written by another export.</source>
        <translation>%1 wird gerade von einem anderen Export geschrieben.</translation>
    </message>
    <message>
        <source>Wait until that one is done, or choose another name.</source>
        <translation>Warten, bis dieser fertig ist, oder einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>%1 cannot be read any more.</source>
        <translation>%1 ist nicht mehr lesbar.</translation>
    </message>
    <message>
        <source>Look at the disk; then export anew.</source>
        <translation>Den Datenträger prüfen; dann neu exportieren.</translation>
    </message>
    <message>
        <source>There is no format %1.</source>
        <translation>Ein Format %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There are: %1.</source>
        <translation>Es gibt: %1.</translation>
    </message>
    <message>
        <source>The format %1 is named twice.</source>
        <translation>Das Format %1 ist zweimal genannt.</translation>
    </message>
    <message>
        <source>There is no kind of video file %1.</source>
        <translation>Videodateien der Art %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is nothing to export to.</source>
        <translation>Es gibt nichts, wohin exportiert werden soll.</translation>
    </message>
    <message>
        <source>Name a format, or leave the video in.</source>
        <translation>Ein Format nennen, oder das Video dabei lassen.</translation>
    </message>
    <message>
        <source>%1 is one of the inputs; it would be overwritten.</source>
        <translation>%1 ist eine der Eingaben; sie würde überschrieben.</translation>
    </message>
    <message>
        <source>Choose another folder for what is written.</source>
        <translation>Für das Geschriebene einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>There is no format %1 for lists of detections.</source>
        <translation>Ein Format %1 für Listen von Erkennungen gibt es nicht.</translation>
    </message>
    <message>
        <source>%1 has no ending of a list of detections that can be written.</source>
        <translation>%1 hat keine Endung einer Liste von Erkennungen, die geschrieben werden kann.</translation>
    </message>
    <message>
        <source>Give it the ending .csv for a table, or .ndjson for lines of JSON with all that is known: keypoints, masks and turned boxes; or name a format (--detections FORMAT=FILE): %1.</source>
        <translation>Die Endung .csv ergibt eine Tabelle, .ndjson ergibt JSON-Zeilen mit allem, was bekannt ist: Schlüsselpunkte, Masken und gedrehte Rahmen; oder ein Format nennen (--detections FORMAT=DATEI): %1.</translation>
    </message>
    <message>
        <source>%1 is what is being read; it would be overwritten.</source>
        <translation>%1 wird gerade gelesen; es würde überschrieben.</translation>
    </message>
    <message>
        <source>Choose another name for the export.</source>
        <translation>Für den Export einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>There is no folder %1.</source>
        <translation>Einen Ordner %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>Create it first, or choose another.</source>
        <translation>Ihn zuerst anlegen, oder einen anderen wählen.</translation>
    </message>
    <message>
        <source>%1 is a folder.</source>
        <translation>%1 ist ein Ordner.</translation>
    </message>
    <message>
        <source>Choose the name of a file.</source>
        <translation>Den Namen einer Datei wählen.</translation>
    </message>
    <message>
        <source>%1 is a file, and a folder is to be made.</source>
        <translation>%1 ist eine Datei, und es soll ein Ordner entstehen.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>%1 holds files that no export has made.</source>
        <translation>%1 enthält Dateien, die von keinem Export stammen.</translation>
    </message>
    <message>
        <source>Choose another name, or an empty folder.</source>
        <translation>Einen anderen Namen oder einen leeren Ordner wählen.</translation>
    </message>
    <message>
        <source>%1 is named twice, or lies in another of the targets.</source>
        <translation>%1 ist zweimal genannt oder liegt in einem anderen der Ziele.</translation>
    </message>
    <message>
        <source>Give each a name of its own.</source>
        <translation>Jedem einen eigenen Namen geben.</translation>
    </message>
    <message>
        <source>%1 has no ending of a video or picture that can be written.</source>
        <translation>%1 hat keine Endung eines Videos oder Bildes, das geschrieben werden kann.</translation>
    </message>
    <message>
        <source>Videos: %1. Pictures: %2.</source>
        <translation>Videos: %1. Bilder: %2.</translation>
    </message>
    <message>
        <source>Name a video, a list of detections (CSV or NDJSON), or both.</source>
        <translation>Ein Video, eine Liste von Erkennungen (CSV oder NDJSON) oder beides nennen.</translation>
    </message>
    <message>
        <source>The range holds no frame.</source>
        <translation>Der Bereich enthält kein Bild.</translation>
    </message>
    <message>
        <source>It goes from its first to its last frame, both included, counted from 0.</source>
        <translation>Er reicht vom ersten bis zum letzten Bild, beide eingeschlossen, gezählt ab 0.</translation>
    </message>
    <message>
        <source>Unreadable: %1 of %2 frames, which are damaged or missing in %3; the first is frame %4</source>
        <translation>Unlesbar: %1 von %2 Bildern, die in %3 beschädigt sind oder fehlen; das erste ist Bild %4</translation>
    </message>
    <message>
        <source>Unreadable: %1 of %2 pictures in %3: %4%5</source>
        <translation>Unlesbar: %1 von %2 Bildern in %3: %4%5</translation>
    </message>
    <message>
        <source>%1 gave no frame to export.</source>
        <translation>%1 gab kein Bild zum Exportieren her.</translation>
    </message>
    <message>
        <source>Try a range nearer to its beginning, or look whether it plays.</source>
        <translation>Einen Bereich näher am Anfang versuchen, oder nachsehen, ob es sich abspielen lässt.</translation>
    </message>
    <message>
        <source>%1 is a picture and holds one frame, but there are more.</source>
        <translation>%1 ist eine Bilddatei und fasst ein einziges Bild, es sind aber mehr.</translation>
    </message>
    <message>
        <source>Give a video&apos;s ending, as .mp4, or a range of one frame, as --range 0:0.</source>
        <translation>Die Endung eines Videos angeben, etwa .mp4, oder einen Bereich von einem Bild, etwa --range 0:0.</translation>
    </message>
    <message>
        <source>%1 exists.</source>
        <translation>%1 gibt es schon.</translation>
    </message>
    <message>
        <source>Add --overwrite to replace it, or choose another name.</source>
        <translation>Mit --overwrite ersetzen, oder einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>The disk is full: %1 could not be written.</source>
        <translation>Der Datenträger ist voll: %1 konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Free some space, or choose a folder on another disk.</source>
        <translation>Platz schaffen, oder einen Ordner auf einem anderen Datenträger wählen.</translation>
    </message>
    <message>
        <source>%1 became larger than its disk, or a limit of the system, allows.</source>
        <translation>%1 wurde größer, als der Datenträger oder eine Grenze des Systems erlaubt.</translation>
    </message>
    <message>
        <source>Choose a folder on another disk, or a shorter range.</source>
        <translation>Einen Ordner auf einem anderen Datenträger oder einen kürzeren Bereich wählen.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be written to.</source>
        <translation>In den Ordner %1 kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Choose a folder of your own.</source>
        <translation>Einen eigenen Ordner wählen.</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>%1 konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>%1 is not a file that can be replaced.</source>
        <translation>%1 ist keine Datei, die sich ersetzen lässt.</translation>
    </message>
    <message>
        <source>%1 is not a folder that can be replaced.</source>
        <translation>%1 ist kein Ordner, der sich ersetzen lässt.</translation>
    </message>
    <message>
        <source>FFV1 (lossless)</source>
        <translation>FFV1 (verlustfrei)</translation>
    </message>
    <message>
        <source>There is no video codec %1.</source>
        <translation>Einen Video-Codec %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>%1 files can be written with: %2.</source>
        <translation>%1-Dateien lassen sich schreiben mit: %2.</translation>
    </message>
    <message>
        <source>%1 does not go into %2 files.</source>
        <translation>%1 passt nicht in %2-Dateien.</translation>
    </message>
    <message>
        <source>They hold: %1. MKV holds all.</source>
        <translation>Sie fassen: %1. MKV fasst alle.</translation>
    </message>
    <message>
        <source>This machine&apos;s libav has no encoder of %1%2.</source>
        <translation>Das libav dieses Rechners hat keinen Kodierer für %1%2.</translation>
    </message>
    <message>
        <source> for </source>
        <translation> für </translation>
    </message>
    <message>
        <source>It has for %1 files: %2.</source>
        <translation>Für %1-Dateien hat es: %2.</translation>
    </message>
    <message>
        <source>%1 could not be encoded.</source>
        <translation>%1 konnte nicht kodiert werden.</translation>
    </message>
    <message>
        <source>Try another codec, or another kind of file, by its ending: %1.</source>
        <translation>Einen anderen Codec versuchen, oder über die Endung eine andere Art von Datei: %1.</translation>
    </message>
    <message>
        <source>%1 does not work on this machine.</source>
        <translation>%1 funktioniert auf diesem Rechner nicht.</translation>
    </message>
    <message>
        <source>&quot;sightglass export --codec help&quot; lists the codecs that do.</source>
        <translation>&quot;sightglass export --codec help&quot; zählt die Codecs auf, die funktionieren.</translation>
    </message>
    <message>
        <source>%1 codes otherwise than it did.</source>
        <translation>%1 kodiert anders als zuvor.</translation>
    </message>
    <message>
        <source>Try another codec.</source>
        <translation>Einen anderen Codec versuchen.</translation>
    </message>
    <message>
        <source>A picture could not be fitted into the video.</source>
        <translation>Ein Bild ließ sich nicht in das Video einpassen.</translation>
    </message>
    <message>
        <source>%1 cannot be written as a picture of that kind.</source>
        <translation>%1 lässt sich nicht als Bild dieser Art schreiben.</translation>
    </message>
    <message>
        <source>Try the ending .png.</source>
        <translation>Die Endung .png versuchen.</translation>
    </message>
    <message>
        <source>its outputs are %1 for one picture and %2 for %3</source>
        <translation>seine Ausgaben sind %1 für ein Bild und %2 für %3</translation>
    </message>
    <message>
        <source>its output &quot;%1&quot; becomes %2, which has no row for each picture</source>
        <translation>seine Ausgabe „%1“ wird %2, was nicht für jedes Bild eine Zeile hat</translation>
    </message>
    <message>
        <source>its outputs for one of several pictures have other shapes than for one alone</source>
        <translation>seine Ausgaben für eines von mehreren Bildern haben andere Formen als für ein einzelnes</translation>
    </message>
    <message>
        <source>its results are others than for each picture alone</source>
        <translation>seine Ergebnisse sind andere als für jedes Bild allein</translation>
    </message>
    <message>
        <source>it cannot be seen which results are which picture&apos;s</source>
        <translation>es ist nicht zu erkennen, welche Ergebnisse zu welchem Bild gehören</translation>
    </message>
    <message>
        <source>it takes pictures of any size, which cannot be stacked</source>
        <translation>es nimmt Bilder jeder Größe, die sich nicht stapeln lassen</translation>
    </message>
    <message>
        <source>so many pictures of %1 x %2 pixels may take more memory than there is</source>
        <translation>so viele Bilder von %1 x %2 Pixeln brauchen womöglich mehr Speicher, als da ist</translation>
    </message>
    <message>
        <source>a run on a made-up picture fails</source>
        <translation>ein Lauf mit einem künstlichen Bild schlägt fehl</translation>
    </message>
    <message>
        <source>a run on so many fails</source>
        <translation>ein Lauf mit so vielen schlägt fehl</translation>
    </message>
    <message>
        <source>its results for one picture are others after that</source>
        <translation>seine Ergebnisse für ein Bild sind danach andere</translation>
    </message>
    <message>
        <source>The model takes one picture at a time: batches of %1 are not used, as %2.</source>
        <translation>Das Modell nimmt ein Bild auf einmal: Stapel von %1 werden nicht verwendet (%2).</translation>
    </message>
    <message>
        <source>The file does not tell what its input is made of: pictures less ImageNet&apos;s mean are assumed.</source>
        <translation>Die Datei sagt nicht, woraus ihre Eingabe besteht: Angenommen werden Bilder abzüglich des Mittelwerts von ImageNet.</translation>
    </message>
    <message>
        <source>The file does not tell what its input is made of: BGR less 104, 117, 123 is assumed, as is usual for Caffe.</source>
        <translation>Die Datei sagt nicht, woraus ihre Eingabe besteht: Angenommen wird BGR abzüglich 104, 117, 123, wie bei Caffe üblich.</translation>
    </message>
    <message>
        <source>The file does not tell what its input is made of: values from -1 to 1 are assumed, as is usual for TensorFlow.</source>
        <translation>Die Datei sagt nicht, woraus ihre Eingabe besteht: Angenommen werden Werte von -1 bis 1, wie bei TensorFlow üblich.</translation>
    </message>
    <message>
        <source>Output %1 holds a number for each of %2 classes.</source>
        <translation>Ausgabe %1 enthält eine Zahl für jede von %2 Klassen.</translation>
    </message>
    <message>
        <source>It is a Darknet network with %1 region layers and %2 classes.</source>
        <translation>Es ist ein Darknet-Netz mit %1 Region-Schichten und %2 Klassen.</translation>
    </message>
    <message>
        <source>It is traced in Detectron2&apos;s way: takes one picture, gives boxes, classes and scores in the order of their names.</source>
        <translation>Es ist nach Art von Detectron2 aufgezeichnet (traced): Es nimmt ein Bild und gibt Rahmen, Klassen und Werte in der Reihenfolge ihrer Namen.</translation>
    </message>
    <message>
        <source>It is scripted in Detectron2&apos;s way: takes and gives dictionaries.</source>
        <translation>Es ist nach Art von Detectron2 übersetzt (scripted): Es nimmt und gibt Wörterbücher.</translation>
    </message>
    <message>
        <source>The model&apos;s outputs changed their layout: it is not a %1 model.</source>
        <translation>Die Ausgaben des Modells haben ihre Anordnung geändert: Es ist kein Modell der Familie %1.</translation>
    </message>
    <message>
        <source>Open the model again.</source>
        <translation>Das Modell noch einmal öffnen.</translation>
    </message>
    <message>
        <source>Output %1 is a grid of stride 16, each cell of 5 + %2 values.</source>
        <translation>Ausgabe %1 ist ein Raster der Schrittweite 16, jede Zelle aus 5 + %2 Werten.</translation>
    </message>
    <message>
        <source>For each of %1 strides it gives %2 class scores and distributions of the four sides.</source>
        <translation>Für jede von %1 Schrittweiten gibt es %2 Klassenwerte und Verteilungen der vier Seiten.</translation>
    </message>
    <message>
        <source>Output %1 holds 300 queries, each of a box and %2 class scores.</source>
        <translation>Ausgabe %1 enthält 300 Anfragen, jede aus einem Rahmen und %2 Klassenwerten.</translation>
    </message>
    <message>
        <source>It takes a picture and its size, and gives labels, boxes and scores.</source>
        <translation>Es nimmt ein Bild und dessen Größe und gibt Klassen, Rahmen und Werte.</translation>
    </message>
    <message>
        <source>Output %1 holds rows of image, class, score and corners.</source>
        <translation>Ausgabe %1 enthält Zeilen aus Bild, Klasse, Wert und Ecken.</translation>
    </message>
    <message>
        <source>It is a torchvision detector: takes a list of pictures, gives boxes, labels and scores.</source>
        <translation>Es ist ein Detektor von torchvision: Er nimmt eine Liste von Bildern und gibt Rahmen, Klassen und Werte.</translation>
    </message>
    <message>
        <source>It takes a list of pictures and gives boxes, labels and scores, as torchvision&apos;s detectors do; RGB is assumed.</source>
        <translation>Es nimmt eine Liste von Bildern und gibt Rahmen, Klassen und Werte, wie die Detektoren von torchvision; RGB wird angenommen.</translation>
    </message>
    <message>
        <source>It takes a list of pictures and gives boxes, labels and scores; its parts are Detectron2&apos;s%1, which take BGR pictures.</source>
        <translation>Es nimmt eine Liste von Bildern und gibt Rahmen, Klassen und Werte; seine Teile sind die von Detectron2%1, die BGR-Bilder nehmen.</translation>
    </message>
    <message>
        <source>, quantised</source>
        <translation>, quantisiert</translation>
    </message>
    <message>
        <source>Its outputs are boxes and scores of two classes, background and face.</source>
        <translation>Seine Ausgaben sind Rahmen und Werte zweier Klassen, Hintergrund und Gesicht.</translation>
    </message>
    <message>
        <source>Its metadata says that it was exported with NMS; output %1 holds finished boxes</source>
        <translation>Nach seinen Metadaten wurde es mit NMS exportiert; Ausgabe %1 enthält fertige Rahmen</translation>
    </message>
    <message>
        <source>Output %1 holds finished boxes: corners, score and class</source>
        <translation>Ausgabe %1 enthält fertige Rahmen: Ecken, Wert und Klasse</translation>
    </message>
    <message>
        <source>, for %1.</source>
        <translation>, für %1.</translation>
    </message>
    <message>
        <source>Output %1 holds one box for each cell, each of 4 + %2 values and an angle.</source>
        <translation>Ausgabe %1 enthält einen Rahmen für jede Zelle, jeder aus 4 + %2 Werten und einem Winkel.</translation>
    </message>
    <message>
        <source>Output %1 holds one box for each cell, each of 4 + %2 values and %3 keypoints of %4 values.</source>
        <translation>Ausgabe %1 enthält einen Rahmen für jede Zelle, jeder aus 4 + %2 Werten und %3 Schlüsselpunkten zu %4 Werten.</translation>
    </message>
    <message>
        <source>The file does not tell how its keypoints are divided: %1 of %2 values are assumed.</source>
        <translation>Die Datei sagt nicht, wie ihre Schlüsselpunkte aufgeteilt sind: Angenommen werden %1 zu %2 Werten.</translation>
    </message>
    <message>
        <source>Output %1 holds boxes with %2 class scores and as many coefficients as output %3 has mask prototypes.</source>
        <translation>Ausgabe %1 enthält Rahmen mit %2 Klassenwerten und so vielen Koeffizienten, wie Ausgabe %3 Maskenprototypen hat.</translation>
    </message>
    <message>
        <source>Output %1 holds three boxes for each cell, each of 5 + %2 values.</source>
        <translation>Ausgabe %1 enthält drei Rahmen für jede Zelle, jeder aus 5 + %2 Werten.</translation>
    </message>
    <message>
        <source>Output %1 holds one box for each cell, each of 5 + %2 values, whose objectness is 1 everywhere.</source>
        <translation>Ausgabe %1 enthält einen Rahmen für jede Zelle, jeder aus 5 + %2 Werten, wobei „objectness“ überall 1 ist.</translation>
    </message>
    <message>
        <source>Output %1 holds one box for each cell, each of 4 + %2 values.</source>
        <translation>Ausgabe %1 enthält einen Rahmen für jede Zelle, jeder aus 4 + %2 Werten.</translation>
    </message>
    <message>
        <source>Output %1 holds one box for each cell, each of 5 + %2 values.</source>
        <translation>Ausgabe %1 enthält einen Rahmen für jede Zelle, jeder aus 5 + %2 Werten.</translation>
    </message>
    <message>
        <source>Its outputs are named as those of YuNet&apos;s first form: loc, conf and iou.</source>
        <translation>Seine Ausgaben heißen wie die der ersten Form von YuNet: loc, conf und iou.</translation>
    </message>
    <message>
        <source>Its outputs are named as YuNet&apos;s: cls, obj, bbox and kps for strides 8, 16, 32.</source>
        <translation>Seine Ausgaben heißen wie die von YuNet: cls, obj, bbox und kps für die Schrittweiten 8, 16, 32.</translation>
    </message>
    <message>
        <source>1 class</source>
        <translation>1 Klasse</translation>
    </message>
    <message>
        <source>%1 classes</source>
        <translation>%1 Klassen</translation>
    </message>
    <message>
        <source>%1 numbers the classes from 1 to %2, and the model from 0 to %3: names are used by their numbers, the last one not at all.</source>
        <translation>%1: Die Klassen sind hier von 1 bis %2 gezählt, im Modell von 0 bis %3: Namen gelten nach ihrer Nummer, der letzte gar nicht.</translation>
    </message>
    <message>
        <source>%1 names %2, and the model has %3: names are used as far as they go.</source>
        <translation>%1: Benannt sind %2, das Modell hat %3: Namen gelten, soweit sie reichen.</translation>
    </message>
    <message>
        <source> Write one name a line.</source>
        <translation> Einen Namen je Zeile schreiben.</translation>
    </message>
    <message>
        <source>The model&apos;s metadata</source>
        <translation>Die Metadaten des Modells</translation>
    </message>
    <message>
        <source>The class names are from %1 beside the model.</source>
        <translation>Die Namen der Klassen stammen aus %1 neben dem Modell.</translation>
    </message>
    <message>
        <source>That this is a classifier is a guess from the shape of its output, %1: landmarks, ages or angles come so as well, and cannot be shown. Class names beside the model, or &quot;family&quot; in the sidecar file, settle it.</source>
        <translation>Dass dies ein Klassifikator ist, ist aus der Form seiner Ausgabe, %1, geraten: Auch Landmarken, Alter oder Winkel sehen so aus und lassen sich nicht zeigen. Klassennamen neben dem Modell, oder &quot;family&quot; in der Begleitdatei, klären es.</translation>
    </message>
    <message>
        <source>A guess: the outputs fit more than one family. %1 was taken, %2 would fit too. If the boxes look wrong, choose the family in the Model panel, or as &quot;family&quot; in the sidecar file.</source>
        <translation>Geraten: Die Ausgaben passen zu mehr als einer Familie. %1 wurde genommen, %2 würde auch passen. Sehen die Rahmen falsch aus, die Familie im Bereich „Modell“ wählen, oder als &quot;family&quot; in der Begleitdatei.</translation>
    </message>
    <message>
        <source>A guess. </source>
        <translation>Geraten. </translation>
    </message>
    <message>
        <source>The model %1 runs on one thread alone.</source>
        <translation>Das Modell %1 läuft nur in einem einzigen Thread.</translation>
    </message>
    <message>
        <source>Built into the program.</source>
        <translation>Im Programm enthalten.</translation>
    </message>
    <message>
        <source>OpenCV&apos;s default people detector: upright people, any clothing.</source>
        <translation>Der übliche Personendetektor von OpenCV: aufrechte Personen, jede Kleidung.</translation>
    </message>
    <message>
        <source>HOG runs on the processor only; &quot;%1&quot; is not used.</source>
        <translation>HOG läuft nur auf dem Prozessor; „%1“ wird nicht verwendet.</translation>
    </message>
    <message>
        <source>HOG takes one picture at a time: batches of %1 are not used.</source>
        <translation>HOG nimmt ein Bild auf einmal: Stapel von %1 werden nicht verwendet.</translation>
    </message>
    <message>
        <source>The HOG people detector failed on a picture.</source>
        <translation>Der HOG-Personendetektor ist an einem Bild gescheitert.</translation>
    </message>
    <message>
        <source>Try another model.</source>
        <translation>Ein anderes Modell versuchen.</translation>
    </message>
    <message>
        <source>Install program and module from the same build.</source>
        <translation>Programm und Modul aus demselben Bau installieren.</translation>
    </message>
    <message>
        <source>Street (bundled)</source>
        <translation>Street (mitgeliefert)</translation>
    </message>
    <message>
        <source>People (HOG, built in)</source>
        <translation>Personen (HOG, eingebaut)</translation>
    </message>
    <message>
        <source>What was said of this model is not used. %1</source>
        <translation>Was zu diesem Modell angegeben ist, wird nicht verwendet. %1</translation>
    </message>
    <message>
        <source>The bundled Street model is not part of this installation.</source>
        <translation>Das mitgelieferte Modell „Straße“ ist nicht Teil dieser Installation.</translation>
    </message>
    <message>
        <source>Choose &quot;%1&quot; or open a model&apos;s file.</source>
        <translation>„%1“ wählen oder die Datei eines Modells öffnen.</translation>
    </message>
    <message>
        <source>There is no built-in model &quot;%1&quot;.</source>
        <translation>Ein eingebautes Modell „%1“ gibt es nicht.</translation>
    </message>
    <message>
        <source>Those there are: %1, %2.</source>
        <translation>Es gibt: %1, %2.</translation>
    </message>
    <message>
        <source>The model %1 could not be loaded.</source>
        <translation>Das Modell %1 konnte nicht geladen werden.</translation>
    </message>
    <message>
        <source>%1 is not a model: %2.</source>
        <translation>%1 ist kein Modell: %2.</translation>
    </message>
    <message>
        <source>%1 is %2. Sightglass does not read it.</source>
        <translation>%1 ist %2. Sightglass liest das nicht.</translation>
    </message>
    <message>
        <source>Export it as TorchScript (torch.jit.trace or torch.jit.script, then save; in Ultralytics &quot;yolo export format=torchscript&quot;) or as ONNX.</source>
        <translation>Als TorchScript exportieren (torch.jit.trace oder torch.jit.script, dann speichern; in Ultralytics &quot;yolo export format=torchscript&quot;), oder als ONNX.</translation>
    </message>
    <message>
        <source>Download the file again, whole and in binary form.</source>
        <translation>Die Datei noch einmal herunterladen, vollständig und binär.</translation>
    </message>
    <message>
        <source>compressed with gzip</source>
        <translation>mit gzip komprimiert</translation>
    </message>
    <message>
        <source>compressed with xz</source>
        <translation>mit xz komprimiert</translation>
    </message>
    <message>
        <source>a 7-Zip archive</source>
        <translation>ein 7-Zip-Archiv</translation>
    </message>
    <message>
        <source>a RAR archive</source>
        <translation>ein RAR-Archiv</translation>
    </message>
    <message>
        <source>a PNG picture</source>
        <translation>ein PNG-Bild</translation>
    </message>
    <message>
        <source>a JPEG picture</source>
        <translation>ein JPEG-Bild</translation>
    </message>
    <message>
        <source>a video</source>
        <translation>ein Video</translation>
    </message>
    <message>
        <source>a Matroska video</source>
        <translation>ein Matroska-Video</translation>
    </message>
    <message>
        <source>a RIFF file (video, sound or picture)</source>
        <translation>eine RIFF-Datei (Video, Ton oder Bild)</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>ein PDF-Dokument</translation>
    </message>
    <message>
        <source>a program</source>
        <translation>ein Programm</translation>
    </message>
    <message>
        <source>%1 is cut short: a zip archive without its end.</source>
        <translation>%1 ist abgeschnitten: ein ZIP-Archiv ohne sein Ende.</translation>
    </message>
    <message>
        <source>a PyTorch checkpoint, which holds weights without the network&apos;s code</source>
        <translation>ein PyTorch-Checkpoint, der Gewichte ohne den Code des Netzes enthält</translation>
    </message>
    <message>
        <source>a zip archive without a TorchScript program in it</source>
        <translation>ein ZIP-Archiv ohne TorchScript-Programm darin</translation>
    </message>
    <message>
        <source>If it is a compressed model, unpack it first.</source>
        <translation>Falls es ein komprimiertes Modell ist, zuerst entpacken.</translation>
    </message>
    <message>
        <source>a web page (HTML)</source>
        <translation>eine Webseite (HTML)</translation>
    </message>
    <message>
        <source>The download saved the page about the file and not the file: use its &quot;raw&quot; or &quot;download&quot; link.</source>
        <translation>Heruntergeladen wurde die Seite über die Datei statt der Datei: den Link „raw“ oder „download“ benutzen.</translation>
    </message>
    <message>
        <source>a Git LFS pointer, which only names the real file</source>
        <translation>ein Git-LFS-Zeiger, der die wirkliche Datei nur nennt</translation>
    </message>
    <message>
        <source>Run &quot;git lfs pull&quot; in its repository, or download the file itself.</source>
        <translation>In seinem Repository &quot;git lfs pull&quot; ausführen, oder die Datei selbst herunterladen.</translation>
    </message>
    <message>
        <source>an XML file</source>
        <translation>eine XML-Datei</translation>
    </message>
    <message>
        <source>Open the model&apos;s own file.</source>
        <translation>Die Datei des Modells selbst öffnen.</translation>
    </message>
    <message>
        <source>a Darknet data file, which lists training files</source>
        <translation>eine Darknet-Datendatei, die Trainingsdateien aufzählt</translation>
    </message>
    <message>
        <source>Open the network&apos;s .cfg or .weights file.</source>
        <translation>Die Datei .cfg oder .weights des Netzes öffnen.</translation>
    </message>
    <message>
        <source>a JSON text</source>
        <translation>ein JSON-Text</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>ein Text</translation>
    </message>
    <message>
        <source>Unpack or export it first, as TorchScript or ONNX.</source>
        <translation>Zuerst entpacken oder exportieren, als TorchScript oder ONNX.</translation>
    </message>
    <message>
        <source>a Python pickle (an older PyTorch checkpoint), which holds weights without the network&apos;s code</source>
        <translation>ein Python-Pickle (ein älterer PyTorch-Checkpoint), der Gewichte ohne den Code des Netzes enthält</translation>
    </message>
    <message>
        <source>%1 is damaged: a text conversion has replaced its bytes.</source>
        <translation>%1 ist beschädigt: Eine Textumwandlung hat Bytes ersetzt.</translation>
    </message>
    <message>
        <source>%1 is cut short: an ONNX model without its end.</source>
        <translation>%1 ist abgeschnitten: ein ONNX-Modell ohne sein Ende.</translation>
    </message>
    <message>
        <source>its content is of no kind known here</source>
        <translation>der Inhalt ist von keiner hier bekannten Art</translation>
    </message>
    <message>
        <source>Check that it is the right file, whole and unpacked. %1</source>
        <translation>Prüfen, ob es die richtige Datei ist, vollständig und entpackt. %1</translation>
    </message>
    <message>
        <source>Caffe weights</source>
        <translation>Caffe-Gewichte</translation>
    </message>
    <message>
        <source>Caffe network</source>
        <translation>Caffe-Netz</translation>
    </message>
    <message>
        <source>TensorFlow frozen graph</source>
        <translation>Eingefrorener TensorFlow-Graph</translation>
    </message>
    <message>
        <source>TensorFlow text graph</source>
        <translation>TensorFlow-Textgraph</translation>
    </message>
    <message>
        <source>Darknet network</source>
        <translation>Darknet-Netz</translation>
    </message>
    <message>
        <source>Darknet weights</source>
        <translation>Darknet-Gewichte</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Eine Datei %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>Check the path; the file may have been moved or renamed.</source>
        <translation>Den Pfad prüfen; die Datei wurde vielleicht verschoben oder umbenannt.</translation>
    </message>
    <message>
        <source>%1 is a folder with %2. Sightglass does not read it.</source>
        <translation>%1 ist ein Ordner; darin: %2. Sightglass liest das nicht.</translation>
    </message>
    <message>
        <source>%1 is a folder, not a model&apos;s file.</source>
        <translation>%1 ist ein Ordner, keine Modelldatei.</translation>
    </message>
    <message>
        <source>Choose the file within it.</source>
        <translation>Die Datei darin wählen.</translation>
    </message>
    <message>
        <source>%1 cannot be read.</source>
        <translation>%1 ist nicht lesbar.</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>Die Zugriffsrechte prüfen.</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>die Datei ist leer</translation>
    </message>
    <message>
        <source>The model&apos;s metadata has a field &quot;%1&quot; that cannot be read.</source>
        <translation>Die Metadaten des Modells haben ein Feld &quot;%1&quot;, das nicht lesbar ist.</translation>
    </message>
    <message>
        <source>Export the model anew, or mend the field.</source>
        <translation>Das Modell neu exportieren, oder das Feld berichtigen.</translation>
    </message>
    <message>
        <source>The model&apos;s metadata is not valid JSON.</source>
        <translation>Die Metadaten des Modells sind kein gültiges JSON.</translation>
    </message>
    <message>
        <source>Export the model anew.</source>
        <translation>Das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>HOG people</source>
        <translation>HOG, Personen</translation>
    </message>
    <message>
        <source>YOLOv8 / 9 / 11 / 12</source>
        <translation>YOLOv8 / 9 / 11 / 12</translation>
    </message>
    <message>
        <source>YOLO end to end (v10, 26)</source>
        <translation>YOLO Ende-zu-Ende (v10, 26)</translation>
    </message>
    <message>
        <source>YOLO with NMS inside</source>
        <translation>YOLO mit NMS darin</translation>
    </message>
    <message>
        <source>Darknet YOLO</source>
        <translation>Darknet-YOLO</translation>
    </message>
    <message>
        <source>Ultra-light face</source>
        <translation>Ultra-light-Gesicht</translation>
    </message>
    <message>
        <source>YOLO segment</source>
        <translation>YOLO-Segmentierung</translation>
    </message>
    <message>
        <source>YOLO pose</source>
        <translation>YOLO-Pose</translation>
    </message>
    <message>
        <source>YOLO oriented boxes</source>
        <translation>YOLO, gedrehte Rahmen</translation>
    </message>
    <message>
        <source>RT-DETR, labels, boxes and scores</source>
        <translation>RT-DETR, Klassen, Rahmen und Werte</translation>
    </message>
    <message>
        <source>Classification</source>
        <translation>Klassifikation</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>segmentation</source>
        <translation>Segmentierung</translation>
    </message>
    <message>
        <source>pose</source>
        <translation>Pose</translation>
    </message>
    <message>
        <source>oriented boxes</source>
        <translation>gedrehte Rahmen</translation>
    </message>
    <message>
        <source>classification</source>
        <translation>Klassifikation</translation>
    </message>
    <message>
        <source>detection</source>
        <translation>Erkennung</translation>
    </message>
    <message>
        <source>letterbox</source>
        <translation>mit Rand (Letterbox)</translation>
    </message>
    <message>
        <source>letterbox, top left</source>
        <translation>mit Rand, oben links</translation>
    </message>
    <message>
        <source>stretch</source>
        <translation>gestreckt</translation>
    </message>
    <message>
        <source>centre crop</source>
        <translation>mittiger Ausschnitt</translation>
    </message>
    <message>
        <source>any size</source>
        <translation>jede Größe</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>%1 is not loaded: %2 crashes on it.</source>
        <translation>%1 wird nicht geladen: %2 stürzt daran ab.</translation>
    </message>
    <message>
        <source>Check that the file is whole; export it anew.</source>
        <translation>Prüfen, ob die Datei vollständig ist; sie neu exportieren.</translation>
    </message>
    <message>
        <source>Check that %1 and %2 are whole and belong together.</source>
        <translation>Prüfen, ob %1 und %2 vollständig sind und zusammengehören.</translation>
    </message>
    <message>
        <source>%1 is not loaded: %2 was not done with it after %3 seconds.</source>
        <translation>%1 wird nicht geladen: %2 war damit nach %3 Sekunden nicht fertig.</translation>
    </message>
    <message>
        <source>Try again when the machine has less to do; if that changes nothing, export it anew.</source>
        <translation>Noch einmal versuchen, wenn der Rechner weniger zu tun hat; hilft das nicht, neu exportieren.</translation>
    </message>
    <message>
        <source>%1 takes more memory than there is.</source>
        <translation>%1 braucht mehr Speicher, als da ist.</translation>
    </message>
    <message>
        <source>If the file is no larger than it should be, it is damaged: export it anew.</source>
        <translation>Ist die Datei nicht größer, als sie sein sollte, so ist sie beschädigt: neu exportieren.</translation>
    </message>
    <message>
        <source>%1 runs on one thread alone.</source>
        <translation>%1 läuft nur in einem einzigen Thread.</translation>
    </message>
    <message>
        <source>The model %1 failed on a picture.</source>
        <translation>Das Modell %1 ist an einem Bild gescheitert.</translation>
    </message>
    <message>
        <source>Open the model again or try another.</source>
        <translation>Das Modell noch einmal öffnen oder ein anderes versuchen.</translation>
    </message>
    <message>
        <source>%1 holds %2 numbers, but the network in %3 needs %4: the weights are %5.</source>
        <translation>%1 enthält %2 Zahlen, das Netz in %3 braucht aber %4: Die Gewichte sind %5.</translation>
    </message>
    <message>
        <source>cut short, or another network&apos;s</source>
        <translation>abgeschnitten oder die eines anderen Netzes</translation>
    </message>
    <message>
        <source>another network&apos;s</source>
        <translation>die eines anderen Netzes</translation>
    </message>
    <message>
        <source>Copy or download %1 again, whole, or open it with the .cfg that it was trained with.</source>
        <translation>%1 noch einmal vollständig kopieren oder herunterladen, oder mit der .cfg öffnen, mit der es trainiert wurde.</translation>
    </message>
    <message>
        <source>: something in it refers to what is not there.</source>
        <translation>: Etwas darin verweist auf etwas, das nicht da ist.</translation>
    </message>
    <message>
        <source>%1 cannot read %2: %3.</source>
        <translation>%1 kann %2 nicht lesen: %3.</translation>
    </message>
    <message>
        <source>%1 cannot read %2, the network of %3%4</source>
        <translation>%1 kann %2, das Netz von %3, nicht lesen%4</translation>
    </message>
    <message>
        <source>Check that text, or take it from the model&apos;s makers again; the details tell where reading ended.</source>
        <translation>Diesen Text prüfen, oder ihn noch einmal von den Urhebern des Modells holen; die Einzelheiten sagen, wo das Lesen endete.</translation>
    </message>
    <message>
        <source>%1 has a node of type %2 that %3 cannot import.</source>
        <translation>%1 hat einen Knoten der Art %2, den %3 nicht importieren kann.</translation>
    </message>
    <message>
        <source>Export it as TorchScript.</source>
        <translation>Als TorchScript exportieren.</translation>
    </message>
    <message>
        <source>%1 cannot read %2%3</source>
        <translation>%1 kann %2 nicht lesen%3</translation>
    </message>
    <message>
        <source>Check that the file is whole; export it anew, or as TorchScript.</source>
        <translation>Prüfen, ob die Datei vollständig ist; sie neu exportieren, auch als TorchScript.</translation>
    </message>
    <message>
        <source>Its input has the channels last, %1: pictures are handed over so.</source>
        <translation>Seine Eingabe hat die Kanäle am Ende, %1: Bilder werden so übergeben.</translation>
    </message>
    <message>
        <source>OpenCV computes in float32 on the processor; %1 is not used.</source>
        <translation>OpenCV rechnet auf dem Prozessor in float32; %1 wird nicht verwendet.</translation>
    </message>
    <message>
        <source>OpenCV has no device &quot;%1&quot; here: the processor is used.</source>
        <translation>OpenCV hat hier kein Gerät „%1“: Der Prozessor wird verwendet.</translation>
    </message>
    <message>
        <source>OpenCV does not compute in %1 on &quot;%2&quot;: %3 is used.</source>
        <translation>OpenCV rechnet nicht in %1 auf „%2“: %3 wird verwendet.</translation>
    </message>
    <message>
        <source>Save it as one file, in Python: onnx.save(onnx.load(&quot;in.onnx&quot;), &quot;out.onnx&quot;).</source>
        <translation>Als eine einzige Datei speichern, in Python: onnx.save(onnx.load(&quot;in.onnx&quot;), &quot;out.onnx&quot;).</translation>
    </message>
    <message>
        <source>The model failed on a picture in OpenCV %1.</source>
        <translation>Das Modell ist in OpenCV %1 an einem Bild gescheitert.</translation>
    </message>
    <message>
        <source>It may use layers that this OpenCV does not run right: export it as TorchScript.</source>
        <translation>Vielleicht benutzt es Schichten, die dieses OpenCV nicht richtig ausführt: als TorchScript exportieren.</translation>
    </message>
    <message>
        <source>its results differ there</source>
        <translation>seine Ergebnisse weichen dort ab</translation>
    </message>
    <message>
        <source>The model does not run on &quot;%1&quot;: the processor is used (%2).</source>
        <translation>Das Modell läuft nicht auf „%1“: Der Prozessor wird verwendet (%2).</translation>
    </message>
    <message>
        <source>OpenCV runs a network on &quot;%1&quot; once.</source>
        <translation>OpenCV lässt ein Netz auf „%1“ nur einmal laufen.</translation>
    </message>
    <message>
        <source>it has layers that OpenCV&apos;s Caffe reader does not know (%1)</source>
        <translation>es hat Schichten, die der Caffe-Leser von OpenCV nicht kennt (%1)</translation>
    </message>
    <message>
        <source>Use the network in another format, such as ONNX, or one without such layers.</source>
        <translation>Das Netz in einem anderen Format verwenden, etwa ONNX, oder eines ohne solche Schichten.</translation>
    </message>
    <message>
        <source>%1 cannot be the other file of %2.</source>
        <translation>%1 kann nicht die andere Datei von %2 sein.</translation>
    </message>
    <message>
        <source>Choose its %1 (%2).</source>
        <translation>Dazu wählen: %1 (%2).</translation>
    </message>
    <message>
        <source>%1 has several files beside it that may be its %2: %3.</source>
        <translation>Neben %1 liegen mehrere Dateien, die dazugehören könnten (%2): %3.</translation>
    </message>
    <message>
        <source>Open the one that is meant, or name it in &quot;otherFile&quot; of %1.sightglass.json.</source>
        <translation>Die gemeinte öffnen, oder sie als &quot;otherFile&quot; in %1.sightglass.json nennen.</translation>
    </message>
    <message>
        <source>%1 is one of two files of a model; the other (%2) is not beside it.</source>
        <translation>%1 ist eine von zwei Dateien eines Modells; die andere (%2) liegt nicht daneben.</translation>
    </message>
    <message>
        <source>Put %1 with the same name (%2) into the same folder, or name it in &quot;otherFile&quot; of %3.sightglass.json.</source>
        <translation>%1 unter demselben Namen (%2) in denselben Ordner legen, oder als &quot;otherFile&quot; in %3.sightglass.json nennen.</translation>
    </message>
    <message>
        <source>it is made for TensorRT (%1)</source>
        <translation>es ist für TensorRT gemacht (%1)</translation>
    </message>
    <message>
        <source>Export it as plain ONNX without NMS inside, which Sightglass does itself: YOLOv6, v7 and v9 without --end2end, Ultralytics&apos; without nms=True.</source>
        <translation>Als schlichtes ONNX ohne NMS darin exportieren, das Sightglass selbst ausführt: YOLOv6, v7 und v9 ohne --end2end, das von Ultralytics ohne nms=True.</translation>
    </message>
    <message>
        <source>it uses operators that are not ONNX&apos;s own (%1)</source>
        <translation>es benutzt Operatoren, die nicht zu ONNX gehören (%1)</translation>
    </message>
    <message>
        <source>Export it in plain ONNX, not optimised for one runtime, or as TorchScript.</source>
        <translation>In schlichtem ONNX exportieren, nicht für eine bestimmte Laufzeit optimiert, oder als TorchScript.</translation>
    </message>
    <message>
        <source>it is quantised (int8)</source>
        <translation>es ist quantisiert (int8)</translation>
    </message>
    <message>
        <source>Use the float32 model that it was made from, or export it anew without int8.</source>
        <translation>Das float32-Modell verwenden, aus dem es gemacht wurde, oder neu ohne int8 exportieren.</translation>
    </message>
    <message>
        <source>it is in half precision (%1)</source>
        <translation>es ist in halber Genauigkeit (%1)</translation>
    </message>
    <message>
        <source>Export it in float32: without half (half=False, no --half).</source>
        <translation>In float32 exportieren: ohne half (half=False, kein --half).</translation>
    </message>
    <message>
        <source>it computes in double precision (float64)</source>
        <translation>es rechnet in doppelter Genauigkeit (float64)</translation>
    </message>
    <message>
        <source>Export it in float32: call model.float() before the export.</source>
        <translation>In float32 exportieren: vor dem Export model.float() aufrufen.</translation>
    </message>
    <message>
        <source>its input, %1, holds %2, as a model of text takes</source>
        <translation>seine Eingabe, %1, nimmt %2, wie ein Modell für Texte</translation>
    </message>
    <message>
        <source>its input, %1, is no picture, which is [batch, channels, height, width]</source>
        <translation>seine Eingabe, %1, ist kein Bild, das [batch, channels, height, width] wäre</translation>
    </message>
    <message>
        <source>Open a model that finds things in pictures.</source>
        <translation>Ein Modell öffnen, das etwas in Bildern findet.</translation>
    </message>
    <message>
        <source>it takes %1 pictures at a time (its input is %2)</source>
        <translation>es nimmt %1 Bilder auf einmal (seine Eingabe ist %2)</translation>
    </message>
    <message>
        <source>Export it with batch=1.</source>
        <translation>Mit batch=1 exportieren.</translation>
    </message>
    <message>
        <source>the size of its input is left open (%1)</source>
        <translation>die Größe seiner Eingabe ist offen gelassen (%1)</translation>
    </message>
    <message>
        <source>Export it with a fixed size (dynamic=False).</source>
        <translation>Mit fester Größe exportieren (dynamic=False).</translation>
    </message>
    <message>
        <source>it is of ONNX opset %1, of which OpenCV %2 does not read everything</source>
        <translation>es ist in ONNX-Opset %1, von dem OpenCV %2 nicht alles liest</translation>
    </message>
    <message>
        <source>Export it with opset=%1 (&quot;yolo export format=onnx opset=%1&quot;, torch.onnx.export(..., opset_version=%1)), or as TorchScript.</source>
        <translation>Mit opset=%1 exportieren (&quot;yolo export format=onnx opset=%1&quot;, torch.onnx.export(..., opset_version=%1)), oder als TorchScript.</translation>
    </message>
    <message>
        <source>Export the network that it was made from as TorchScript or ONNX (&quot;yolo export format=torchscript&quot;, or &quot;format=onnx opset=12&quot;).</source>
        <translation>Das Netz, aus dem es gemacht wurde, als TorchScript oder ONNX exportieren (&quot;yolo export format=torchscript&quot; oder &quot;format=onnx opset=12&quot;).</translation>
    </message>
    <message>
        <source>Convert it to ONNX: &quot;python -m tf2onnx.convert --opset 12 ...&quot; (--saved-model, --keras or --tflite).</source>
        <translation>In ONNX umwandeln: &quot;python -m tf2onnx.convert --opset 12 ...&quot; (--saved-model, --keras oder --tflite).</translation>
    </message>
    <message>
        <source>%1 with %2 in it%3</source>
        <translation>%1 mit %2 darin%3</translation>
    </message>
    <message>
        <source> and others</source>
        <translation> und weiteren</translation>
    </message>
    <message>
        <source>Unpack it, and open the model&apos;s own file.</source>
        <translation>Entpacken, und die Datei des Modells selbst öffnen.</translation>
    </message>
    <message>
        <source>the text of an ncnn network (.param)</source>
        <translation>der Text eines ncnn-Netzes (.param)</translation>
    </message>
    <message>
        <source>a Haar or LBP cascade of OpenCV (XML)</source>
        <translation>eine Haar- oder LBP-Kaskade von OpenCV (XML)</translation>
    </message>
    <message>
        <source>Cascades are no networks. For faces, open OpenCV&apos;s YuNet or an ultra-light face detector (ONNX).</source>
        <translation>Kaskaden sind keine Netze. Für Gesichter YuNet von OpenCV oder einen Ultra-light-Gesichtsdetektor öffnen (ONNX).</translation>
    </message>
    <message>
        <source>an OpenVINO network (XML)</source>
        <translation>ein OpenVINO-Netz (XML)</translation>
    </message>
    <message>
        <source>Open the ONNX file that it was made from, or export that anew (&quot;yolo export format=onnx opset=12&quot;).</source>
        <translation>Die ONNX-Datei öffnen, aus der es gemacht wurde, oder diese neu exportieren (&quot;yolo export format=onnx opset=12&quot;).</translation>
    </message>
    <message>
        <source>a TensorFlow.js model</source>
        <translation>ein TensorFlow.js-Modell</translation>
    </message>
    <message>
        <source>Open or export the network that it was converted from, as ONNX (&quot;yolo export format=onnx opset=12&quot;; tf2onnx for a SavedModel).</source>
        <translation>Das Netz, aus dem es umgewandelt wurde, öffnen oder als ONNX exportieren (&quot;yolo export format=onnx opset=12&quot;; tf2onnx für ein SavedModel).</translation>
    </message>
    <message>
        <source>the configuration of a Hugging Face model</source>
        <translation>die Konfiguration eines Hugging-Face-Modells</translation>
    </message>
    <message>
        <source>Export the model as ONNX: &quot;optimum-cli export onnx --model FOLDER OUT&quot;.</source>
        <translation>Das Modell als ONNX exportieren: &quot;optimum-cli export onnx --model FOLDER OUT&quot;.</translation>
    </message>
    <message>
        <source>a TensorFlow SavedModel</source>
        <translation>ein TensorFlow-SavedModel</translation>
    </message>
    <message>
        <source>a Core ML model</source>
        <translation>ein Core-ML-Modell</translation>
    </message>
    <message>
        <source>a TensorRT engine, which runs on the kind of GPU that it was built on alone</source>
        <translation>eine TensorRT-Engine, die nur auf der Art von GPU läuft, auf der sie gebaut wurde</translation>
    </message>
    <message>
        <source>a safetensors file, which holds weights without the network&apos;s code</source>
        <translation>eine safetensors-Datei, die Gewichte ohne den Code des Netzes enthält</translation>
    </message>
    <message>
        <source>Load it in the program that made it, and export from there as TorchScript or ONNX.</source>
        <translation>In dem Programm laden, das sie gemacht hat, und von dort als TorchScript oder ONNX exportieren.</translation>
    </message>
    <message>
        <source>a TensorFlow Lite model</source>
        <translation>ein TensorFlow-Lite-Modell</translation>
    </message>
    <message>
        <source>a model in ONNX Runtime&apos;s own form (.ort)</source>
        <translation>ein Modell in der eigenen Form von ONNX Runtime (.ort)</translation>
    </message>
    <message>
        <source>Open the ONNX file that it was made from.</source>
        <translation>Die ONNX-Datei öffnen, aus der es gemacht wurde.</translation>
    </message>
    <message>
        <source>a Keras model (HDF5)</source>
        <translation>ein Keras-Modell (HDF5)</translation>
    </message>
    <message>
        <source>a GGUF file, as language models are kept</source>
        <translation>eine GGUF-Datei, wie für Sprachmodelle</translation>
    </message>
    <message>
        <source>an RKNN model, for Rockchip&apos;s processors</source>
        <translation>ein RKNN-Modell, für Prozessoren von Rockchip</translation>
    </message>
    <message>
        <source>a Hailo model (HEF)</source>
        <translation>ein Hailo-Modell (HEF)</translation>
    </message>
    <message>
        <source>an ncnn network (binary .param)</source>
        <translation>ein ncnn-Netz (binäre .param)</translation>
    </message>
    <message>
        <source>a NumPy array</source>
        <translation>ein NumPy-Array</translation>
    </message>
    <message>
        <source>the weights of an ncnn network</source>
        <translation>die Gewichte eines ncnn-Netzes</translation>
    </message>
    <message>
        <source>the weights of an OpenVINO network</source>
        <translation>die Gewichte eines OpenVINO-Netzes</translation>
    </message>
    <message>
        <source>Open the ONNX file that it was made from, or export that anew.</source>
        <translation>Die ONNX-Datei öffnen, aus der es gemacht wurde, oder diese neu exportieren.</translation>
    </message>
    <message>
        <source>bare numbers, as weights are kept without their network</source>
        <translation>bloße Zahlen, wie Gewichte ohne ihr Netz</translation>
    </message>
    <message>
        <source>Open the file that holds the network too: TorchScript, ONNX, or a pair of files.</source>
        <translation>Die Datei öffnen, die auch das Netz enthält: TorchScript, ONNX oder ein Paar von Dateien.</translation>
    </message>
    <message>
        <source>a torch.export archive (.pt2)</source>
        <translation>ein torch.export-Archiv (.pt2)</translation>
    </message>
    <message>
        <source>Export the model as TorchScript (torch.jit.trace, then save; &quot;yolo export format=torchscript&quot;) or as ONNX.</source>
        <translation>Das Modell als TorchScript exportieren (torch.jit.trace, dann speichern; &quot;yolo export format=torchscript&quot;), oder als ONNX.</translation>
    </message>
    <message>
        <source>a Keras 3 model</source>
        <translation>ein Keras-3-Modell</translation>
    </message>
    <message>
        <source>Export it as ONNX: model.export(&quot;model.onnx&quot;, format=&quot;onnx&quot;).</source>
        <translation>Als ONNX exportieren: model.export(&quot;model.onnx&quot;, format=&quot;onnx&quot;).</translation>
    </message>
    <message>
        <source>a zip archive with a TensorFlow SavedModel in it</source>
        <translation>ein ZIP-Archiv mit einem TensorFlow-SavedModel darin</translation>
    </message>
    <message>
        <source>a TorchServe archive</source>
        <translation>ein TorchServe-Archiv</translation>
    </message>
    <message>
        <source>a zip archive</source>
        <translation>ein ZIP-Archiv</translation>
    </message>
    <message>
        <source>a tar archive</source>
        <translation>ein Tar-Archiv</translation>
    </message>
    <message>
        <source>an ncnn network</source>
        <translation>ein ncnn-Netz</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 zu %2</translation>
    </message>
    <message>
        <source>1 worker</source>
        <translation>1 Arbeiter</translation>
    </message>
    <message>
        <source>%1 workers</source>
        <translation>%1 Arbeiter</translation>
    </message>
    <message>
        <source>1 thread</source>
        <translation>1 Thread</translation>
    </message>
    <message>
        <source>%1 threads</source>
        <translation>%1 Threads</translation>
    </message>
    <message>
        <source> pictures a second</source>
        <translation> Bilder in der Sekunde</translation>
    </message>
    <message>
        <source>The model</source>
        <translation>Das Modell</translation>
    </message>
    <message>
        <source>%1 runs, but its outputs (%2) are of no layout known here: %3.</source>
        <translation>%1 läuft, aber seine Ausgaben (%2) haben keine hier bekannte Anordnung: %3.</translation>
    </message>
    <message>
        <source>%1 runs, but its outputs are of no layout known here: %2.</source>
        <translation>%1 läuft, aber seine Ausgaben haben keine hier bekannte Anordnung: %2.</translation>
    </message>
    <message>
        <source>Export the model with its boxes decoded, in one of the layouts listed under details.</source>
        <translation>Das Modell mit dekodierten Rahmen exportieren, in einer der Anordnungen, die unter den Einzelheiten stehen.</translation>
    </message>
    <message>
        <source>It may need another size or other channels: say &quot;inputSize&quot; and &quot;channelOrder&quot; in the Model panel, or in a file %1 beside it; or export it with its metadata (as Ultralytics does), which tells them.</source>
        <translation>Vielleicht braucht es eine andere Größe oder andere Kanäle: &quot;inputSize&quot; und &quot;channelOrder&quot; im Bereich „Modell“ angeben, oder in einer Datei %1 daneben; oder mit Metadaten exportieren (wie Ultralytics), die es sagen.</translation>
    </message>
    <message>
        <source>%1 did not run on a picture of any size tried (%2)%3.</source>
        <translation>%1 lief mit keiner der versuchten Bildgrößen (%2)%3.</translation>
    </message>
    <message>
        <source>Chosen by hand. </source>
        <translation>Von Hand gewählt. </translation>
    </message>
    <message>
        <source>%1 cannot be read as %2, as was chosen by hand: its outputs are %3.</source>
        <translation>%1 lässt sich nicht als %2 lesen, wie von Hand gewählt: Seine Ausgaben sind %3.</translation>
    </message>
    <message>
        <source>No other family known here fits either.</source>
        <translation>Auch keine andere hier bekannte Familie passt.</translation>
    </message>
    <message>
        <source>What fits: %1</source>
        <translation>Es passt: %1</translation>
    </message>
    <message>
        <source>Its input holds bytes (uint8): pixels are handed over as they are, 0 to 255.</source>
        <translation>Seine Eingabe besteht aus Bytes (uint8): Pixel werden übergeben, wie sie sind, 0 bis 255.</translation>
    </message>
    <message>
        <source>The class names given by hand are not as many as the model&apos;s classes (%1 are given).</source>
        <translation>Von Hand sind nicht so viele Klassennamen angegeben, wie das Modell Klassen hat (angegeben sind %1).</translation>
    </message>
    <message>
        <source>The model takes pictures of any size: the input size given by hand is used only together with another fit.</source>
        <translation>Das Modell nimmt Bilder jeder Größe: Die von Hand angegebene Eingabegröße gilt nur zusammen mit einer anderen Einpassung.</translation>
    </message>
    <message>
        <source>The file does not tell what its input is made of: grey from 0 to 1 is assumed.</source>
        <translation>Die Datei sagt nicht, woraus ihre Eingabe besteht: Grau von 0 bis 1 wird angenommen.</translation>
    </message>
    <message>
        <source>The file does not tell what its input is made of: values from 0 to 255 are assumed, as smaller ones hardly change what it says.</source>
        <translation>Die Datei sagt nicht, woraus ihre Eingabe besteht: Werte von 0 bis 255 werden angenommen, da kleinere kaum ändern, was es findet.</translation>
    </message>
    <message>
        <source>%1 takes pictures of %2 channels: its input is %3 %4.</source>
        <translation>%1 nimmt Bilder mit %2 Kanälen: Seine Eingabe ist %3 %4.</translation>
    </message>
    <message>
        <source>Sightglass gives a model three channels (colour) or one (grey): train or export it for these.</source>
        <translation>Sightglass gibt einem Modell drei Kanäle (Farbe) oder einen (Grau): dafür trainieren oder exportieren.</translation>
    </message>
    <message>
        <source>The file cannot be read.</source>
        <translation>Die Datei ist nicht lesbar.</translation>
    </message>
    <message>
        <source>It has to be a readable file of at most %1 MiB.</source>
        <translation>Es muss eine lesbare Datei von höchstens %1 MiB sein.</translation>
    </message>
    <message>
        <source>Its folder, %1, has to be writable and have space left.</source>
        <translation>Ihr Ordner, %1, muss beschreibbar sein und noch Platz haben.</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; has to be %2.</source>
        <translation>Das Feld &quot;%1&quot; muss Folgendes sein: %2.</translation>
    </message>
    <message>
        <source>It is %1.</source>
        <translation>Es ist %1.</translation>
    </message>
    <message>
        <source>There is no field &quot;%1&quot;.</source>
        <translation>Ein Feld &quot;%1&quot; gibt es nicht.</translation>
    </message>
    <message>
        <source>Mend the field, or take it out.</source>
        <translation>Das Feld berichtigen oder weglassen.</translation>
    </message>
    <message>
        <source>Line %1 is not valid JSON.</source>
        <translation>Zeile %1 ist kein gültiges JSON.</translation>
    </message>
    <message>
        <source>A JSON object in braces is expected.</source>
        <translation>Erwartet wird ein JSON-Objekt in geschweiften Klammern.</translation>
    </message>
    <message>
        <source>%1, the version of this format</source>
        <translation>%1, die Version dieses Formats</translation>
    </message>
    <message>
        <source>one of %1</source>
        <translation>eines von %1</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>eine ganze Zahl von %1 bis %2</translation>
    </message>
    <message>
        <source>a text, the path of a file</source>
        <translation>ein Text, der Pfad einer Datei</translation>
    </message>
    <message>
        <source>a list of texts, at most %1</source>
        <translation>eine Liste von Texten, höchstens %1</translation>
    </message>
    <message>
        <source>[width, height], whole numbers from 1 to %1</source>
        <translation>[Breite, Höhe], ganze Zahlen von 1 bis %1</translation>
    </message>
    <message>
        <source>a number above 0</source>
        <translation>eine Zahl über 0</translation>
    </message>
    <message>
        <source>a number or a list of three</source>
        <translation>eine Zahl oder eine Liste von dreien</translation>
    </message>
    <message>
        <source>a number above 0 or a list of three</source>
        <translation>eine Zahl über 0 oder eine Liste von dreien</translation>
    </message>
    <message>
        <source>a number from 0 to 1</source>
        <translation>eine Zahl von 0 bis 1</translation>
    </message>
    <message>
        <source>%1 is damaged: %2.</source>
        <translation>%1 ist beschädigt: %2.</translation>
    </message>
    <message>
        <source>Copy or download it again, or export it anew.</source>
        <translation>Noch einmal kopieren oder herunterladen, oder neu exportieren.</translation>
    </message>
    <message>
        <source>its part %1 is not what was saved</source>
        <translation>der Teil %1 ist nicht, was gespeichert wurde</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; has %2 dimensions</source>
        <translation>der Tensor &quot;%1&quot; hat %2 Dimensionen</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is said to be %2 numbers large, and %3 bytes are there</source>
        <translation>der Tensor &quot;%1&quot; soll %2 Zahlen groß sein, und da sind %3 Bytes</translation>
    </message>
    <message>
        <source>its graphs lie within each other without an end</source>
        <translation>die Graphen liegen ohne Ende ineinander</translation>
    </message>
    <message>
        <source>%1 in line %2</source>
        <translation>%1 in Zeile %2</translation>
    </message>
    <message>
        <source>%1 asks for what no layer can have: %2.</source>
        <translation>%1 verlangt, was keine Schicht haben kann: %2.</translation>
    </message>
    <message>
        <source>Take the file that its makers publish with the weights.</source>
        <translation>Die Datei nehmen, die ihre Urheber mit den Gewichten veröffentlichen.</translation>
    </message>
    <message>
        <source>PyTorch (file version %1)</source>
        <translation>PyTorch (Dateiversion %1)</translation>
    </message>
    <message>
        <source>%1 needs operators that LibTorch does not have: %2.</source>
        <translation>%1 braucht Operatoren, die LibTorch nicht hat: %2.</translation>
    </message>
    <message>
        <source>it was traced on a GPU, and its program names that (%1)</source>
        <translation>es wurde auf einer GPU aufgezeichnet, und sein Programm nennt sie (%1)</translation>
    </message>
    <message>
        <source>Export it on the processor (device=cpu; model.cpu() before torch.jit.trace), or run it where LibTorch has such a GPU, with --device %1.</source>
        <translation>Auf dem Prozessor exportieren (device=cpu; model.cpu() vor torch.jit.trace), oder dort laufen lassen, wo LibTorch eine solche GPU hat, mit --device %1.</translation>
    </message>
    <message>
        <source>it takes bytes, whole numbers or words, as a model of text does</source>
        <translation>es nimmt Bytes, ganze Zahlen oder Wörter, wie ein Modell für Texte</translation>
    </message>
    <message>
        <source>it was traced in half precision, which its program keeps to</source>
        <translation>es wurde in halber Genauigkeit aufgezeichnet, an der sein Programm festhält</translation>
    </message>
    <message>
        <source>it takes pictures of %1 channels</source>
        <translation>es nimmt Bilder mit %1 Kanälen</translation>
    </message>
    <message>
        <source>it takes more than a picture (&quot;%1&quot;)</source>
        <translation>es nimmt mehr als ein Bild (&quot;%1&quot;)</translation>
    </message>
    <message>
        <source>Export it so that it takes one input, the picture.</source>
        <translation>So exportieren, dass es eine einzige Eingabe nimmt, das Bild.</translation>
    </message>
    <message>
        <source>%1 needs the operator %2, which LibTorch does not have.</source>
        <translation>%1 braucht den Operator %2, den LibTorch nicht hat.</translation>
    </message>
    <message>
        <source>Export the model without it, or with a library&apos;s operators replaced by plain ones.</source>
        <translation>Das Modell ohne ihn exportieren, oder mit einfachen Operatoren anstelle derer einer Bibliothek.</translation>
    </message>
    <message>
        <source>%1 was made by another version of PyTorch, whose operators took other arguments.</source>
        <translation>%1 stammt von einer anderen Version von PyTorch, deren Operatoren andere Argumente nahmen.</translation>
    </message>
    <message>
        <source>Export the model anew with a current PyTorch.</source>
        <translation>Das Modell mit einem aktuellen PyTorch neu exportieren.</translation>
    </message>
    <message>
        <source>%1 is a TorchScript file that LibTorch cannot load.</source>
        <translation>%1 ist eine TorchScript-Datei, die LibTorch nicht laden kann.</translation>
    </message>
    <message>
        <source>Download or export it anew; a file made by a much newer PyTorch may need a newer LibTorch.</source>
        <translation>Noch einmal herunterladen oder neu exportieren; eine Datei von einem viel neueren PyTorch braucht vielleicht ein neueres LibTorch.</translation>
    </message>
    <message>
        <source>The model was exported in half precision: its numbers are taken as float32.</source>
        <translation>Das Modell wurde in halber Genauigkeit exportiert: Seine Zahlen werden als float32 genommen.</translation>
    </message>
    <message>
        <source>The device &quot;%1&quot; is not there (there is %2): the processor is used.</source>
        <translation>Das Gerät „%1“ ist nicht da (es gibt %2): Der Prozessor wird verwendet.</translation>
    </message>
    <message>
        <source>The model is quantised, for the processor: &quot;%1&quot; is not used.</source>
        <translation>Das Modell ist quantisiert, für den Prozessor: „%1“ wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The model is quantised: %1 is not used.</source>
        <translation>Das Modell ist quantisiert: %1 wird nicht verwendet.</translation>
    </message>
    <message>
        <source>LibTorch has no float16 on the processor: float32 is used.</source>
        <translation>LibTorch hat auf dem Prozessor kein float16: float32 wird verwendet.</translation>
    </message>
    <message>
        <source>The model does not run in %1: float32 is used (%2).</source>
        <translation>Das Modell läuft nicht in %1: float32 wird verwendet (%2).</translation>
    </message>
    <message>
        <source>The model failed on a picture.</source>
        <translation>Das Modell ist an einem Bild gescheitert.</translation>
    </message>
    <message>
        <source>Check that its input size and channels are what it was made for.</source>
        <translation>Prüfen, ob seine Eingabegröße und Kanäle die sind, für die es gemacht wurde.</translation>
    </message>
    <message>
        <source>Optimisation was skipped, as this processor does not tell the sizes of its caches, without which LibTorch&apos;s oneDNN divides by zero: runs may take longer.</source>
        <translation>Die Optimierung entfiel, da dieser Prozessor die Größen seiner Caches nicht nennt, ohne die oneDNN von LibTorch durch null teilt: Läufe dauern vielleicht länger.</translation>
    </message>
    <message>
        <source>Optimisation was skipped, as %1.</source>
        <translation>Die Optimierung entfiel: %1.</translation>
    </message>
    <message>
        <source>it gave other results</source>
        <translation>es gab andere Ergebnisse</translation>
    </message>
    <message>
        <source>it took longer than %1 s</source>
        <translation>es dauerte länger als %1 s</translation>
    </message>
    <message>
        <source>it looks words or bytes up in a table, as a model of text does</source>
        <translation>es schlägt Wörter oder Bytes in einer Tabelle nach, wie ein Modell für Texte</translation>
    </message>
    <message>
        <source>%1 cannot be read to its end.</source>
        <translation>%1 ist nicht bis zum Ende lesbar.</translation>
    </message>
    <message>
        <source>Check the disk or the network drive that it lies on.</source>
        <translation>Den Datenträger oder das Netzlaufwerk prüfen, auf dem die Datei liegt.</translation>
    </message>
    <message>
        <source>A log is being written to %1 already.</source>
        <translation>Ein Protokoll wird bereits nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>The log cannot be written to %1.</source>
        <translation>Das Protokoll kann nicht nach %1 geschrieben werden.</translation>
    </message>
    <message>
        <source>Choose a file in a folder that is yours.</source>
        <translation>Eine Datei in einem eigenen Ordner wählen.</translation>
    </message>
    <message>
        <source>The model %1 failed on a frame.</source>
        <translation>Das Modell %1 ist an einem Bild gescheitert.</translation>
    </message>
    <message>
        <source>Load the model again, or another one.</source>
        <translation>Das Modell noch einmal laden, oder ein anderes.</translation>
    </message>
    <message>
        <source>The run was cancelled.</source>
        <translation>Der Lauf wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Its frames are numbered 0 to %1.</source>
        <translation>Die Bilder sind von 0 bis %1 gezählt.</translation>
    </message>
    <message>
        <source>Reading the source failed.</source>
        <translation>Das Lesen der Quelle ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The range begins at frame %1, but %2 has %3 frames.</source>
        <translation>Der Bereich beginnt bei Bild %1, aber %2 hat %3 Bilder.</translation>
    </message>
    <message>
        <source>The range ends at frame %1, but %2 has %3 frames.</source>
        <translation>Der Bereich endet bei Bild %1, aber %2 hat %3 Bilder.</translation>
    </message>
    <message>
        <source>%1 ended before the range did.</source>
        <translation>%1 endete vor dem Bereich.</translation>
    </message>
    <message>
        <source>Try a range nearer to its beginning.</source>
        <translation>Einen Bereich näher am Anfang versuchen.</translation>
    </message>
    <message>
        <source>%1 sent no picture for a long time.</source>
        <translation>%1 hat lange kein Bild gesendet.</translation>
    </message>
    <message>
        <source>Check that it runs and that the network reaches it.</source>
        <translation>Prüfen, ob es läuft und über das Netz erreichbar ist.</translation>
    </message>
    <message>
        <source>The sink failed.</source>
        <translation>Das Ziel hat versagt.</translation>
    </message>
    <message>
        <source>If there is memory for it, start Sightglass with --max-megapixels %1.</source>
        <translation>Reicht der Speicher dafür, Sightglass mit --max-megapixels %1 starten.</translation>
    </message>
    <message>
        <source>%1 is %2 x %3 pixels large, more than the %4 megapixels that are opened without being asked for.</source>
        <translation>%1 ist %2 x %3 Pixel groß, mehr als die %4 Megapixel, die ohne ausdrücklichen Wunsch geöffnet werden.</translation>
    </message>
    <message>
        <source>%1 wants pictures of %2 x %3 pixels, more than the %4 megapixels that a model is given without being asked for.</source>
        <translation>%1 verlangt Bilder von %2 x %3 Pixeln, mehr als die %4 Megapixel, die ein Modell ohne ausdrücklichen Wunsch bekommt.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation>&amp;Quelle</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Open file…</source>
        <translation>&amp;Datei öffnen…</translation>
    </message>
    <message>
        <source>Open a video, a picture or a model from a file.</source>
        <translation>Ein Video, ein Bild oder ein Modell aus einer Datei öffnen.</translation>
    </message>
    <message>
        <source>Save &amp;screenshot</source>
        <translation>Sch&amp;nappschuss speichern</translation>
    </message>
    <message>
        <source>Save the frame on display with its boxes, in its full size, to the pictures folder.</source>
        <translation>Das angezeigte Bild mit seinen Rahmen in voller Größe im Bilderordner speichern.</translation>
    </message>
    <message>
        <source>Save screenshot &amp;without boxes</source>
        <translation>Schnappschuss ohne &amp;Rahmen speichern</translation>
    </message>
    <message>
        <source>Save the frame on display as its source has it to the pictures folder.</source>
        <translation>Das angezeigte Bild, wie die Quelle es hat, im Bilderordner speichern.</translation>
    </message>
    <message>
        <source>Copy &amp;picture</source>
        <translation>B&amp;ild kopieren</translation>
    </message>
    <message>
        <source>Put the frame on display with its boxes, in its full size, on the clipboard.</source>
        <translation>Das angezeigte Bild mit seinen Rahmen in voller Größe in die Zwischenablage legen.</translation>
    </message>
    <message>
        <source>Copy picture without &amp;boxes</source>
        <translation>Bild ohne R&amp;ahmen kopieren</translation>
    </message>
    <message>
        <source>Put the frame on display as its source has it on the clipboard.</source>
        <translation>Das angezeigte Bild, wie die Quelle es hat, in die Zwischenablage legen.</translation>
    </message>
    <message>
        <source>Pre&amp;ferences…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>Choose how boxes, labels and the window look.</source>
        <translation>Wählen, wie Rahmen, Beschriftungen und Fenster aussehen.</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Leave the program.</source>
        <translation>Das Programm verlassen.</translation>
    </message>
    <message>
        <source>Open &amp;folder of pictures…</source>
        <translation>Bilder&amp;ordner öffnen…</translation>
    </message>
    <message>
        <source>Show the pictures of a folder in the order of their names.</source>
        <translation>Die Bilder eines Ordners in der Reihenfolge ihrer Namen zeigen.</translation>
    </message>
    <message>
        <source>Open &amp;stream…</source>
        <translation>&amp;Stream öffnen…</translation>
    </message>
    <message>
        <source>Open the address of a stream: RTSP, HTTP and others.</source>
        <translation>Die Adresse eines Streams öffnen: RTSP, HTTP und andere.</translation>
    </message>
    <message>
        <source>Open &amp;pipeline…</source>
        <translation>&amp;Pipeline öffnen…</translation>
    </message>
    <message>
        <source>Open a GStreamer pipeline, as for gst-launch-1.0.</source>
        <translation>Eine GStreamer-Pipeline öffnen, wie für gst-launch-1.0.</translation>
    </message>
    <message>
        <source>Open the &amp;demo clip</source>
        <translation>De&amp;mo-Clip öffnen</translation>
    </message>
    <message>
        <source>Open the clip of the first steps: people on a pavement.</source>
        <translation>Den Clip für die ersten Schritte öffnen: Leute auf einem Gehweg.</translation>
    </message>
    <message>
        <source>&amp;Close source</source>
        <translation>Quelle s&amp;chließen</translation>
    </message>
    <message>
        <source>Export annotated &amp;video…</source>
        <translation>Annotiertes &amp;Video exportieren…</translation>
    </message>
    <message>
        <source>Write the source with the boxes as they are shown now to a video file.</source>
        <translation>Die Quelle mit den Rahmen, wie sie jetzt gezeigt werden, in eine Videodatei schreiben.</translation>
    </message>
    <message>
        <source>Export se&amp;veral files…</source>
        <translation>Me&amp;hrere Dateien exportieren…</translation>
    </message>
    <message>
        <source>Write files and folders, each to files of its own, with the model and the thresholds of now.</source>
        <translation>Dateien und Ordner schreiben, jede Eingabe in eigene Dateien, mit dem Modell und den Schwellen von jetzt.</translation>
    </message>
    <message>
        <source>&amp;Open model…</source>
        <translation>Modell ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Load a detection model from a file. The present one runs on until the new one is ready.</source>
        <translation>Ein Erkennungsmodell aus einer Datei laden. Das jetzige läuft weiter, bis das neue bereit ist.</translation>
    </message>
    <message>
        <source>&amp;Reload model</source>
        <translation>Modell &amp;neu laden</translation>
    </message>
    <message>
        <source>Load the model&apos;s file again, for instance after it was trained further.</source>
        <translation>Die Datei des Modells noch einmal laden, etwa nach weiterem Training.</translation>
    </message>
    <message>
        <source>&amp;Unload model</source>
        <translation>Modell &amp;entladen</translation>
    </message>
    <message>
        <source>Show pictures without looking for anything.</source>
        <translation>Bilder zeigen, ohne etwas zu suchen.</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Abspielen</translation>
    </message>
    <message>
        <source>Play or pause; at the end of a file, play it again.</source>
        <translation>Abspielen oder anhalten; am Ende einer Datei noch einmal abspielen.</translation>
    </message>
    <message>
        <source>&amp;Next frame</source>
        <translation>&amp;Nächstes Bild</translation>
    </message>
    <message>
        <source>Pause and show the next frame.</source>
        <translation>Anhalten und das nächste Bild zeigen.</translation>
    </message>
    <message>
        <source>P&amp;revious frame</source>
        <translation>&amp;Voriges Bild</translation>
    </message>
    <message>
        <source>Pause and show the frame before.</source>
        <translation>Anhalten und das Bild davor zeigen.</translation>
    </message>
    <message>
        <source>&amp;Forward 5 seconds</source>
        <translation>5 Sekunden vo&amp;r</translation>
    </message>
    <message>
        <source>Go 5 seconds forward.</source>
        <translation>5 Sekunden vorwärts springen.</translation>
    </message>
    <message>
        <source>&amp;Back 5 seconds</source>
        <translation>5 Sekunden &amp;zurück</translation>
    </message>
    <message>
        <source>Go 5 seconds back.</source>
        <translation>5 Sekunden zurück springen.</translation>
    </message>
    <message>
        <source>Forward 1 minute</source>
        <translation>1 Minute vor</translation>
    </message>
    <message>
        <source>Go a minute forward.</source>
        <translation>Eine Minute vorwärts springen.</translation>
    </message>
    <message>
        <source>Back 1 minute</source>
        <translation>1 Minute zurück</translation>
    </message>
    <message>
        <source>Go a minute back.</source>
        <translation>Eine Minute zurück springen.</translation>
    </message>
    <message>
        <source>To the &amp;start</source>
        <translation>Zum Anfan&amp;g</translation>
    </message>
    <message>
        <source>Go to the first frame.</source>
        <translation>Zum ersten Bild springen.</translation>
    </message>
    <message>
        <source>To the &amp;end</source>
        <translation>Zum &amp;Ende</translation>
    </message>
    <message>
        <source>Go to the last frame.</source>
        <translation>Zum letzten Bild springen.</translation>
    </message>
    <message>
        <source>&amp;Go to…</source>
        <translation>Gehe z&amp;u…</translation>
    </message>
    <message>
        <source>Go to a frame, a time or a share of the file.</source>
        <translation>Zu einem Bild, einer Zeit oder einem Anteil der Datei springen.</translation>
    </message>
    <message>
        <source>S&amp;lower</source>
        <translation>&amp;Langsamer</translation>
    </message>
    <message>
        <source>Play the file slower.</source>
        <translation>Die Datei langsamer abspielen.</translation>
    </message>
    <message>
        <source>Fas&amp;ter</source>
        <translation>&amp;Schneller</translation>
    </message>
    <message>
        <source>Play the file faster.</source>
        <translation>Die Datei schneller abspielen.</translation>
    </message>
    <message>
        <source>Nor&amp;mal speed</source>
        <translation>Normale Geschwin&amp;digkeit</translation>
    </message>
    <message>
        <source>Play the file at its own speed.</source>
        <translation>Die Datei in ihrer eigenen Geschwindigkeit abspielen.</translation>
    </message>
    <message>
        <source>L&amp;oop</source>
        <translation>Wiederh&amp;olen</translation>
    </message>
    <message>
        <source>Begin the file again when it is over, or the marked part of it.</source>
        <translation>Die Datei von vorn beginnen, wenn sie zu Ende ist, oder den markierten Teil davon.</translation>
    </message>
    <message>
        <source>Mark its f&amp;irst frame</source>
        <translation>&amp;Beginn markieren</translation>
    </message>
    <message>
        <source>Let the marked part begin with the frame on display: a loop repeats it, an export takes it.</source>
        <translation>Den markierten Teil mit dem angezeigten Bild beginnen lassen: Wiederholen spielt ihn, ein Export nimmt ihn.</translation>
    </message>
    <message>
        <source>Mark its last f&amp;rame</source>
        <translation>Ende mar&amp;kieren</translation>
    </message>
    <message>
        <source>Let the marked part end with the frame on display: a loop repeats it, an export takes it.</source>
        <translation>Den markierten Teil mit dem angezeigten Bild enden lassen: Wiederholen spielt ihn, ein Export nimmt ihn.</translation>
    </message>
    <message>
        <source>&amp;Clear the marks</source>
        <translation>Markierungen lös&amp;chen</translation>
    </message>
    <message>
        <source>Forget which part was marked.</source>
        <translation>Vergessen, welcher Teil markiert war.</translation>
    </message>
    <message>
        <source>L&amp;atest</source>
        <translation>Neues&amp;tes</translation>
    </message>
    <message>
        <source>The model sees the newest frame; frames it has no time for are dropped and counted.</source>
        <translation>Das Modell sieht das neueste Bild; Bilder, für die es keine Zeit hat, werden verworfen und gezählt.</translation>
    </message>
    <message>
        <source>E&amp;very frame</source>
        <translation>&amp;Jedes Bild</translation>
    </message>
    <message>
        <source>The model sees every frame; a slow model slows playing down.</source>
        <translation>Das Modell sieht jedes Bild; ein langsames Modell bremst die Wiedergabe.</translation>
    </message>
    <message>
        <source>S&amp;ynced</source>
        <translation>S&amp;ynchron</translation>
    </message>
    <message>
        <source>A frame is shown when its own boxes are there.</source>
        <translation>Ein Bild wird gezeigt, wenn seine eigenen Rahmen da sind.</translation>
    </message>
    <message>
        <source>Smoot&amp;h</source>
        <translation>&amp;Flüssig</translation>
    </message>
    <message>
        <source>Every frame is shown at once, with the newest boxes and their age.</source>
        <translation>Jedes Bild wird sofort gezeigt, mit den neuesten Rahmen und deren Alter.</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>Show the whole picture.</source>
        <translation>Das ganze Bild zeigen.</translation>
    </message>
    <message>
        <source>&amp;Actual pixels (1:1)</source>
        <translation>&amp;Originalgröße (1:1)</translation>
    </message>
    <message>
        <source>Show one pixel of the picture on one pixel of the screen.</source>
        <translation>Ein Pixel des Bildes auf einem Pixel des Bildschirms zeigen.</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Show the picture larger; the mouse wheel does so at the cursor.</source>
        <translation>Das Bild größer zeigen; das Mausrad tut dies am Zeiger.</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Verk&amp;leinern</translation>
    </message>
    <message>
        <source>Show the picture smaller.</source>
        <translation>Das Bild kleiner zeigen.</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>Show the picture alone, with a few statistics.</source>
        <translation>Das Bild allein zeigen, mit ein wenig Statistik.</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>Vollbild verlassen</translation>
    </message>
    <message>
        <source>Show the window again.</source>
        <translation>Das Fenster wieder zeigen.</translation>
    </message>
    <message>
        <source>&amp;Statistics on the picture</source>
        <translation>&amp;Statistik im Bild</translation>
    </message>
    <message>
        <source>Show rates, queue and drops over the picture.</source>
        <translation>Raten, Warteschlange und Verluste über dem Bild zeigen.</translation>
    </message>
    <message>
        <source>&amp;Boxes</source>
        <translation>&amp;Rahmen</translation>
    </message>
    <message>
        <source>Draw a box around each detection, with its tag.</source>
        <translation>Um jede Erkennung einen Rahmen mit seinem Schild zeichnen.</translation>
    </message>
    <message>
        <source>&amp;Labels</source>
        <translation>&amp;Beschriftungen</translation>
    </message>
    <message>
        <source>Write the name of the class at each box.</source>
        <translation>An jeden Rahmen den Namen der Klasse schreiben.</translation>
    </message>
    <message>
        <source>S&amp;cores</source>
        <translation>&amp;Konfidenzen</translation>
    </message>
    <message>
        <source>Write the confidence at each box.</source>
        <translation>An jeden Rahmen die Konfidenz schreiben.</translation>
    </message>
    <message>
        <source>&amp;Masks</source>
        <translation>&amp;Masken</translation>
    </message>
    <message>
        <source>Tint the pixels of each detection, where the model tells them.</source>
        <translation>Die Pixel jeder Erkennung tönen, wo das Modell sie nennt.</translation>
    </message>
    <message>
        <source>&amp;Keypoints</source>
        <translation>Schlüssel&amp;punkte</translation>
    </message>
    <message>
        <source>Draw the points of each detection and the skeleton between them, where the model tells them.</source>
        <translation>Die Punkte jeder Erkennung und das Skelett dazwischen zeichnen, wo das Modell sie nennt.</translation>
    </message>
    <message>
        <source>U&amp;ndo tuning</source>
        <translation>Abst&amp;immung rückgängig machen</translation>
    </message>
    <message>
        <source>Take back the last change of thresholds and classes.</source>
        <translation>Die letzte Änderung an Schwellen und Klassen zurücknehmen.</translation>
    </message>
    <message>
        <source>Re&amp;do tuning</source>
        <translation>Abstimmung &amp;wiederholen</translation>
    </message>
    <message>
        <source>Make the change again that was taken back.</source>
        <translation>Die zurückgenommene Änderung wieder vornehmen.</translation>
    </message>
    <message>
        <source>&amp;Raise confidence</source>
        <translation>Konfidenz er&amp;höhen</translation>
    </message>
    <message>
        <source>Raise the confidence threshold by 0.01: fewer boxes.</source>
        <translation>Die Konfidenzschwelle um 0.01 erhöhen: weniger Rahmen.</translation>
    </message>
    <message>
        <source>Lo&amp;wer confidence</source>
        <translation>Konfidenz se&amp;nken</translation>
    </message>
    <message>
        <source>Lower the confidence threshold by 0.01: more boxes.</source>
        <translation>Die Konfidenzschwelle um 0.01 senken: mehr Rahmen.</translation>
    </message>
    <message>
        <source>As the &amp;desktop</source>
        <translation>Wie die &amp;Arbeitsumgebung</translation>
    </message>
    <message>
        <source>Light or dark, as the desktop is.</source>
        <translation>Hell oder dunkel, wie die Arbeitsumgebung.</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>Always light.</source>
        <translation>Immer hell.</translation>
    </message>
    <message>
        <source>D&amp;ark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>Always dark.</source>
        <translation>Immer dunkel.</translation>
    </message>
    <message>
        <source>&amp;Tune</source>
        <translation>&amp;Abstimmen</translation>
    </message>
    <message>
        <source>Arrange the window for tuning: picture, thresholds and classes.</source>
        <translation>Das Fenster zum Abstimmen anordnen: Bild, Schwellen und Klassen.</translation>
    </message>
    <message>
        <source>&amp;Monitor</source>
        <translation>Ü&amp;berwachen</translation>
    </message>
    <message>
        <source>Arrange the window for watching: picture, sources and statistics.</source>
        <translation>Das Fenster zum Beobachten anordnen: Bild, Quellen und Statistik.</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>&amp;Durchsehen</translation>
    </message>
    <message>
        <source>Arrange the window for reviewing: picture, detections and a larger seek bar.</source>
        <translation>Das Fenster zum Durchsehen anordnen: Bild, Erkennungen und eine größere Suchleiste.</translation>
    </message>
    <message>
        <source>Rese&amp;t layout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Bring every panel back to where it was at first.</source>
        <translation>Jeden Bereich dorthin zurückbringen, wo er anfangs war.</translation>
    </message>
    <message>
        <source>Side &amp;panel</source>
        <translation>Seiten&amp;leiste</translation>
    </message>
    <message>
        <source>Show the panels at the right, or leave their room to the picture.</source>
        <translation>Die Bereiche rechts zeigen, oder ihren Platz dem Bild lassen.</translation>
    </message>
    <message>
        <source>&amp;Commands…</source>
        <translation>&amp;Befehle…</translation>
    </message>
    <message>
        <source>Find all that can be done by a few letters.</source>
        <translation>Mit wenigen Buchstaben alles finden, was sich tun lässt.</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>List all keys, and give actions others.</source>
        <translation>Alle Tasten aufzählen, und Aktionen andere geben.</translation>
    </message>
    <message>
        <source>Copy &amp;diagnostics</source>
        <translation>&amp;Diagnose kopieren</translation>
    </message>
    <message>
        <source>Put versions, machine, model, settings and the last messages on the clipboard, without anything secret.</source>
        <translation>Versionen, Rechner, Modell, Einstellungen und die letzten Meldungen in die Zwischenablage legen, ohne Geheimes.</translation>
    </message>
    <message>
        <source>Write a &amp;log…</source>
        <translation>&amp;Protokoll schreiben…</translation>
    </message>
    <message>
        <source>Write what the program does to a file, until this is switched off or the program ends.</source>
        <translation>Was das Programm tut, in eine Datei schreiben, bis dies abgeschaltet wird oder das Programm endet.</translation>
    </message>
    <message>
        <source>&amp;About Sightglass</source>
        <translation>Über &amp;Sightglass</translation>
    </message>
    <message>
        <source>Version, libraries in use, and the licence.</source>
        <translation>Version, benutzte Bibliotheken und die Lizenz.</translation>
    </message>
    <message>
        <source>Open %1 and load the model %2</source>
        <translation>%1 öffnen und das Modell %2 laden</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>Load the model %1</source>
        <translation>Das Modell %1 laden</translation>
    </message>
    <message>
        <source>There is nothing in it that can be opened</source>
        <translation>Darin ist nichts, was sich öffnen lässt</translation>
    </message>
    <message>
        <source>Videos</source>
        <translation>Videos</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>%1 ausblenden</translation>
    </message>
    <message>
        <source>Only %1</source>
        <translation>Nur %1</translation>
    </message>
    <message>
        <source>Confidence to this score: %1</source>
        <translation>Konfidenz auf diesen Wert: %1</translation>
    </message>
    <message>
        <source>Copy detection</source>
        <translation>Erkennung kopieren</translation>
    </message>
    <message>
        <source>Export under way</source>
        <translation>Ein Export läuft</translation>
    </message>
    <message>
        <source>Export %1 done.</source>
        <translation>Der Export ist zu %1 fertig.</translation>
    </message>
    <message>
        <source>Quitting interrupts it. The panel &quot;Exports&quot; goes on with the export of a file at the next start; the recording of a stream ends.</source>
        <translation>Beenden unterbricht ihn. Der Bereich „Exporte“ setzt den Export einer Datei beim nächsten Start fort; die Aufnahme eines Streams endet.</translation>
    </message>
    <message>
        <source>&amp;Keep exporting</source>
        <translation>&amp;Weiter exportieren</translation>
    </message>
    <message>
        <source>The settings in %1 could not be read: this start goes by the usual ones.</source>
        <translation>Die Einstellungen in %1 waren nicht lesbar: Dieser Start nimmt die üblichen.</translation>
    </message>
    <message>
        <source>What was there is kept as %1.</source>
        <translation>Was dort war, bleibt als %1 erhalten.</translation>
    </message>
    <message>
        <source>The settings in %1 could not be read, nor moved away.</source>
        <translation>Die Einstellungen in %1 waren weder lesbar noch ließen sie sich verschieben.</translation>
    </message>
    <message>
        <source>They are kept in %1 from now on.</source>
        <translation>Sie stehen von nun an in %1.</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 fps  %2 ms</source>
        <translation>%1 fps  %2 ms</translation>
    </message>
    <message>
        <source>capture</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>inference</source>
        <translation>Inferenz</translation>
    </message>
    <message>
        <source>display</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>Schlange</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>verloren</translation>
    </message>
    <message>
        <source>%1 (10 s)</source>
        <translation>%1 (10 s)</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>unlesbar</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>%1 old</source>
        <translation>%1 alt</translation>
    </message>
    <message>
        <source>boxes</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>%1 older</source>
        <translation>%1 älter</translation>
    </message>
    <message>
        <source>No source</source>
        <translation>Keine Quelle</translation>
    </message>
    <message>
        <source>Opening …</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Zu Ende</translation>
    </message>
    <message>
        <source>No picture for %1 s</source>
        <translation>Seit %1 s kein Bild</translation>
    </message>
    <message>
        <source>Lost, attempt %1 in %2 s</source>
        <translation>Verloren, Versuch %1 in %2 s</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>subtitles</source>
        <translation>Untertitel</translation>
    </message>
    <message>
        <source>Open one &amp;more beside it</source>
        <translation>Eine &amp;weitere daneben öffnen</translation>
    </message>
    <message>
        <source>Make room for another source beside those that are open; what is opened next comes there.</source>
        <translation>Platz für eine weitere Quelle neben den offenen schaffen; was als Nächstes geöffnet wird, kommt dorthin.</translation>
    </message>
    <message>
        <source>Open a sess&amp;ion…</source>
        <translation>Sitzun&amp;g öffnen…</translation>
    </message>
    <message>
        <source>Open what was saved as a session, in place of what is open.</source>
        <translation>Öffnen, was als Sitzung gespeichert wurde, anstelle dessen, was offen ist.</translation>
    </message>
    <message>
        <source>Save the sessio&amp;n…</source>
        <translation>Sitz&amp;ung speichern…</translation>
    </message>
    <message>
        <source>Save what is open, where it stands, and how it is looked at.</source>
        <translation>Speichern, was offen ist, wo es steht und wie es betrachtet wird.</translation>
    </message>
    <message>
        <source>Close the file or camera that is chosen, and its place in the grid; the model stays loaded.</source>
        <translation>Die gewählte Datei oder Kamera und ihren Platz im Raster schließen; das Modell bleibt geladen.</translation>
    </message>
    <message>
        <source>The chosen picture al&amp;one</source>
        <translation>Das gewählte Bild &amp;allein</translation>
    </message>
    <message>
        <source>Let the chosen picture fill the grid, or show all again; a double click does so, too.</source>
        <translation>Das gewählte Bild das Raster füllen lassen oder wieder alle zeigen; ein Doppelklick tut dasselbe.</translation>
    </message>
    <message>
        <source>&amp;As many as are open</source>
        <translation>&amp;So viele, wie offen sind</translation>
    </message>
    <message>
        <source>Share the room among the sources that are open.</source>
        <translation>Den Platz unter den offenen Quellen aufteilen.</translation>
    </message>
    <message>
        <source>&amp;One</source>
        <translation>&amp;Eines</translation>
    </message>
    <message>
        <source>Show the chosen picture alone.</source>
        <translation>Nur das gewählte Bild zeigen.</translation>
    </message>
    <message>
        <source>&amp;2 × 1</source>
        <translation>&amp;2 × 1</translation>
    </message>
    <message>
        <source>Keep room for two pictures side by side.</source>
        <translation>Platz für zwei Bilder nebeneinander freihalten.</translation>
    </message>
    <message>
        <source>2 × 2</source>
        <translation>2 × 2</translation>
    </message>
    <message>
        <source>Keep room for four pictures.</source>
        <translation>Platz für vier Bilder freihalten.</translation>
    </message>
    <message>
        <source>&amp;3 × 3</source>
        <translation>&amp;3 × 3</translation>
    </message>
    <message>
        <source>Keep room for nine pictures.</source>
        <translation>Platz für neun Bilder freihalten.</translation>
    </message>
    <message>
        <source>&amp;4 × 4</source>
        <translation>&amp;4 × 4</translation>
    </message>
    <message>
        <source>Keep room for sixteen pictures.</source>
        <translation>Platz für sechzehn Bilder freihalten.</translation>
    </message>
    <message>
        <source>Tune all sources a&amp;like</source>
        <translation>Alle Quellen &amp;gleich abstimmen</translation>
    </message>
    <message>
        <source>Thresholds and classes count for every source that is open, or for the chosen one alone.</source>
        <translation>Schwellen und Klassen gelten für alle offenen Quellen oder nur für die gewählte.</translation>
    </message>
    <message>
        <source>Source %1</source>
        <translation>Quelle %1</translation>
    </message>
    <message>
        <source>Choose the source at place %1 of the grid.</source>
        <translation>Die Quelle auf Platz %1 des Rasters wählen.</translation>
    </message>
    <message>
        <source>Open %1 and %2 more, side by side</source>
        <translation>%1 und %2 weitere nebeneinander öffnen</translation>
    </message>
    <message>
        <source>Videos, pictures, models and sessions</source>
        <translation>Videos, Bilder, Modelle und Sitzungen</translation>
    </message>
    <message>
        <source>A session is a JSON object in braces.</source>
        <translation>Eine Sitzung ist ein JSON-Objekt in geschweiften Klammern.</translation>
    </message>
    <message>
        <source>It was written by a newer version of Sightglass.</source>
        <translation>Sie wurde von einer neueren Version von Sightglass geschrieben.</translation>
    </message>
    <message>
        <source>Take that version, or save the session with this one.</source>
        <translation>Diese Version verwenden oder die Sitzung mit der vorliegenden neu speichern.</translation>
    </message>
    <message>
        <source>%1 is no field of a session, or its value none of it.</source>
        <translation>%1 ist kein Feld einer Sitzung, oder sein Wert passt nicht dazu.</translation>
    </message>
    <message>
        <source>It has %1 sources; there is room for %2.</source>
        <translation>Sie hat %1 Quellen; Platz ist für %2.</translation>
    </message>
    <message>
        <source>The session %1 cannot be opened: %2</source>
        <translation>Die Sitzung %1 lässt sich nicht öffnen: %2</translation>
    </message>
    <message>
        <source>it is too large for one.</source>
        <translation>sie ist zu groß dafür.</translation>
    </message>
    <message>
        <source>The session %1 cannot be saved.</source>
        <translation>Die Sitzung %1 lässt sich nicht speichern.</translation>
    </message>
    <message>
        <source>Choose a folder that can be written to, on a disk with room.</source>
        <translation>Einen Ordner wählen, in den geschrieben werden darf, auf einem Datenträger mit Platz.</translation>
    </message>
    <message>
        <source>OPENING</source>
        <translation>ÖFFNET</translation>
    </message>
    <message>
        <source>PAUSED</source>
        <translation>PAUSE</translation>
    </message>
    <message>
        <source>ENDED</source>
        <translation>ZU ENDE</translation>
    </message>
    <message>
        <source>LOST</source>
        <translation>VERLOREN</translation>
    </message>
    <message>
        <source>FAILED</source>
        <translation>FEHLER</translation>
    </message>
    <message>
        <source>PLAYING</source>
        <translation>SPIELT</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>Watch the scr&amp;een…</source>
        <translation>Bi&amp;ldschirm beobachten…</translation>
    </message>
    <message>
        <source>Watch a part of the screen, a window, or all of it.</source>
        <translation>Einen Teil des Bildschirms, ein Fenster oder alles beobachten.</translation>
    </message>
    <message>
        <source>Make room there, or choose another folder under File &gt; Preferences.</source>
        <translation>Dort Platz schaffen oder unter Datei &gt; Einstellungen einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>Choose another folder under File &gt; Preferences.</source>
        <translation>Unter Datei &gt; Einstellungen einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>Cannot write the recording %1.</source>
        <translation>Die Aufnahme %1 lässt sich nicht schreiben.</translation>
    </message>
    <message>
        <source>Recor&amp;d</source>
        <translation>Aufneh&amp;men</translation>
    </message>
    <message>
        <source>Write the pictures of a live source to files from now on, and their detections after it.</source>
        <translation>Die Bilder einer Live-Quelle ab jetzt in Dateien schreiben und danach ihre Erkennungen.</translation>
    </message>
    <message>
        <source>&amp;Keep the last seconds</source>
        <translation>Letzte Sekunden s&amp;ichern</translation>
    </message>
    <message>
        <source>Write the last seconds of a live source to a file, and their detections after it.</source>
        <translation>Die letzten Sekunden einer Live-Quelle in eine Datei schreiben und danach ihre Erkennungen.</translation>
    </message>
    <message>
        <source>Play files to&amp;gether</source>
        <translation>Dateien gemeinsam &amp;wiedergeben</translation>
    </message>
    <message>
        <source>Play the files that are open by one clock, for cameras that saw the same scene.</source>
        <translation>Die offenen Dateien nach einer gemeinsamen Uhr abspielen, für Kameras, die dieselbe Szene gesehen haben.</translation>
    </message>
    <message>
        <source>Line &amp;up what is shown</source>
        <translation>Gezeigte Bilder aneinander ausric&amp;hten</translation>
    </message>
    <message>
        <source>Take the frames on display for the same moment, and play the files together from there.</source>
        <translation>Die angezeigten Bilder für denselben Augenblick nehmen und die Dateien von da an gemeinsam abspielen.</translation>
    </message>
    <message>
        <source>Shift forward by a frame</source>
        <translation>Um ein Bild vor verschieben</translation>
    </message>
    <message>
        <source>Show the next frame of the chosen file at this moment of the others.</source>
        <translation>Von der gewählten Datei zu diesem Augenblick der anderen das nächste Bild zeigen.</translation>
    </message>
    <message>
        <source>Shift back by a frame</source>
        <translation>Um ein Bild zurück verschieben</translation>
    </message>
    <message>
        <source>Show the frame before of the chosen file at this moment of the others.</source>
        <translation>Von der gewählten Datei zu diesem Augenblick der anderen das vorige Bild zeigen.</translation>
    </message>
    <message>
        <source>&amp;Why this is shown, or not</source>
        <translation>W&amp;arum gezeigt oder nicht</translation>
    </message>
    <message>
        <source>Tell what the model saw at the pointer, weak or strong, and what made it shown or not.</source>
        <translation>Sagen, was das Modell am Mauszeiger gesehen hat, schwach oder stark, und wodurch es gezeigt wird oder nicht.</translation>
    </message>
    <message>
        <source>UNPLUGGED</source>
        <translation>AUSGESTECKT</translation>
    </message>
    <message>
        <source>Unplugged: it goes on when it is plugged in again</source>
        <translation>Ausgesteckt: Es geht weiter, wenn sie wieder eingesteckt ist</translation>
    </message>
    <message>
        <source>%1 keeps its weights in another file, %2, which is not there.</source>
        <translation>%1 hat seine Gewichte in einer anderen Datei, %2, die nicht da ist.</translation>
    </message>
    <message>
        <source>Put %1 beside it, under that name: it belongs to the model.</source>
        <translation>%1 unter diesem Namen daneben legen: Die Datei gehört zum Modell.</translation>
    </message>
    <message>
        <source>%1 wants its weights from %2, outside of its own folder, which is not read.</source>
        <translation>%1 will seine Gewichte aus %2, außerhalb seines eigenen Ordners; das wird nicht gelesen.</translation>
    </message>
    <message>
        <source>Put the file beside the model and save the model anew, in Python: onnx.save(onnx.load(&quot;in.onnx&quot;), &quot;out.onnx&quot;).</source>
        <translation>Die Datei neben das Modell legen und das Modell neu speichern, in Python: onnx.save(onnx.load(&quot;in.onnx&quot;), &quot;out.onnx&quot;).</translation>
    </message>
    <message>
        <source>The model takes %1 pictures at a time, and its output %2 does not tell which results are which picture&apos;s.</source>
        <translation>Das Modell nimmt %1 Bilder auf einmal, und seine Ausgabe %2 sagt nicht, welche Ergebnisse zu welchem Bild gehören.</translation>
    </message>
    <message>
        <source>The %1 module could not be loaded.</source>
        <translation>Das Modul für %1 konnte nicht geladen werden.</translation>
    </message>
    <message>
        <source>Install %1 (package %2) in the version the program was built with, or build the program anew.</source>
        <translation>%1 (Paket %2) in der Version installieren, mit der das Programm gebaut wurde, oder das Programm neu bauen.</translation>
    </message>
    <message>
        <source>The %1 module belongs to another version of the program.</source>
        <translation>Das Modul für %1 gehört zu einer anderen Version des Programms.</translation>
    </message>
    <message>
        <source>This model needs %1, which this installation of the program does not have.</source>
        <translation>Dieses Modell braucht %1, was diese Installation des Programms nicht hat.</translation>
    </message>
    <message>
        <source>Build with %1=ON, or name the module&apos;s folder in the environment variable SIGHTGLASS_BACKENDS.</source>
        <translation>Mit %1=ON bauen, oder den Ordner des Moduls in der Umgebungsvariablen SIGHTGLASS_BACKENDS nennen.</translation>
    </message>
    <message>
        <source>This installation of the program does not have ONNX Runtime: OpenCV is used.</source>
        <translation>Diese Installation des Programms hat ONNX Runtime nicht: OpenCV wird verwendet.</translation>
    </message>
    <message>
        <source>ONNX Runtime does not run it, so OpenCV is used. %1</source>
        <translation>ONNX Runtime führt es nicht aus, daher wird OpenCV verwendet. %1</translation>
    </message>
    <message>
        <source>it has no operator %1</source>
        <translation>es fehlt der Operator %1</translation>
    </message>
    <message>
        <source>Export it with operators of ONNX&apos;s own and an older opset, or as TorchScript.</source>
        <translation>Mit ONNX’ eigenen Operatoren und einem älteren Opset exportieren, oder als TorchScript.</translation>
    </message>
    <message>
        <source>it is of ONNX opset %1 or a form of file newer than this library</source>
        <translation>es ist von ONNX-Opset %1 oder in einer Dateiform, die neuer ist als diese Bibliothek</translation>
    </message>
    <message>
        <source>Install a newer ONNX Runtime, or export the model with an older opset.</source>
        <translation>Eine neuere ONNX Runtime installieren, oder das Modell mit einem älteren Opset exportieren.</translation>
    </message>
    <message>
        <source>%1 cannot read %2.</source>
        <translation>%1 kann %2 nicht lesen.</translation>
    </message>
    <message>
        <source>The model failed on a picture in %1.</source>
        <translation>Das Modell ist in %1 an einem Bild gescheitert.</translation>
    </message>
    <message>
        <source>ONNX Runtime %1 is older than the one the program was built for.</source>
        <translation>ONNX Runtime %1 ist älter als die, für die das Programm gebaut wurde.</translation>
    </message>
    <message>
        <source>Install version 1.%1 or newer, or build the program anew.</source>
        <translation>Version 1.%1 oder neuer installieren, oder das Programm neu bauen.</translation>
    </message>
    <message>
        <source>ONNX Runtime has no device &quot;%1&quot; here: the processor is used.</source>
        <translation>ONNX Runtime hat hier kein Gerät „%1“: Der Prozessor wird verwendet.</translation>
    </message>
    <message>
        <source>ONNX Runtime computes in what the file holds, %1; %2 is not used.</source>
        <translation>ONNX Runtime rechnet in dem, was die Datei enthält, %1; %2 wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The model&apos;s input is %1, and it was given %2.</source>
        <translation>Die Eingabe des Modells ist %1, und es bekam %2.</translation>
    </message>
    <message>
        <source>%1 uses %2 in a way that %3 does not read.</source>
        <translation>%1 verwendet %2 auf eine Art, die %3 nicht liest.</translation>
    </message>
    <message>
        <source>%1 keeps its weights in another file, %2, which OpenCV does not read.</source>
        <translation>%1 hat seine Gewichte in einer anderen Datei, %2, die OpenCV nicht liest.</translation>
    </message>
    <message>
        <source>it chooses its way while it runs (%1), which OpenCV %2 does not do</source>
        <translation>es wählt seinen Weg erst beim Lauf (%1), was OpenCV %2 nicht kann</translation>
    </message>
    <message>
        <source>Export it without NMS inside, or as TorchScript.</source>
        <translation>Ohne eingebautes NMS exportieren, oder als TorchScript.</translation>
    </message>
    <message>
        <source>it computes the sizes of a Split, in place of which OpenCV %1 takes equal parts</source>
        <translation>es berechnet die Größen eines Split, an deren Stelle OpenCV %1 gleiche Teile nimmt</translation>
    </message>
    <message>
        <source>Export it with a fixed size (dynamic=False), or as TorchScript.</source>
        <translation>Mit fester Größe exportieren (dynamic=False), oder als TorchScript.</translation>
    </message>
    <message>
        <source>it is optimised for ONNX Runtime (%1)</source>
        <translation>es ist für ONNX Runtime optimiert (%1)</translation>
    </message>
    <message>
        <source>Or have ONNX Runtime run it: choose that as the backend.</source>
        <translation>Oder ONNX Runtime damit betrauen: diese als Backend wählen.</translation>
    </message>
    <message>
        <source>Or have ONNX Runtime run it: packaging/onnxruntime fetches it for a build of the program.</source>
        <translation>Oder ONNX Runtime damit betrauen: packaging/onnxruntime holt sie für einen Bau des Programms.</translation>
    </message>
    <message>
        <source>Its input holds bytes with a sign (int8): pixels are handed over less 128.</source>
        <translation>Seine Eingabe enthält Bytes mit Vorzeichen (int8): Bildpunkte werden um 128 vermindert übergeben.</translation>
    </message>
    <message>
        <source>it uses attention (MatMul with Softmax), which OpenCV %1 does not run right</source>
        <translation>es verwendet Attention (MatMul mit Softmax), was OpenCV %1 nicht richtig ausführt</translation>
    </message>
    <message>
        <source>The query is longer than %1 characters.</source>
        <translation>Die Abfrage ist länger als %1 Zeichen.</translation>
    </message>
    <message>
        <source>The query closes a parenthesis at character %1 that was not opened.</source>
        <translation>Die Abfrage schließt bei Zeichen %1 eine Klammer, die nicht geöffnet wurde.</translation>
    </message>
    <message>
        <source>&quot;and&quot; or &quot;or&quot; is missing at character %1 of the query.</source>
        <translation>Bei Zeichen %1 der Abfrage fehlt „and“ oder „or“.</translation>
    </message>
    <message>
        <source>The query is nested too deeply at character %1.</source>
        <translation>Die Abfrage ist bei Zeichen %1 zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>The parenthesis at character %1 of the query is not closed, or &quot;and&quot; or &quot;or&quot; is missing.</source>
        <translation>Die Klammer bei Zeichen %1 der Abfrage wird nicht geschlossen, oder es fehlt „and“ oder „or“.</translation>
    </message>
    <message>
        <source>A class, &quot;any&quot; or &quot;score&quot; is missing at character %1 of the query.</source>
        <translation>Bei Zeichen %1 der Abfrage fehlt eine Klasse, „any“ oder „score“.</translation>
    </message>
    <message>
        <source>Write a condition, as in &quot;person &gt;= 3&quot;.</source>
        <translation>Eine Bedingung schreiben, wie „person &gt;= 3“.</translation>
    </message>
    <message>
        <source>The quotation mark at character %1 of the query is not closed.</source>
        <translation>Das Anführungszeichen bei Zeichen %1 der Abfrage wird nicht geschlossen.</translation>
    </message>
    <message>
        <source>At character %1 of the query stands a fraction, but a number of detections is whole.</source>
        <translation>Bei Zeichen %1 der Abfrage steht ein Bruch, aber eine Anzahl von Erkennungen ist eine ganze Zahl.</translation>
    </message>
    <message>
        <source>Write &quot;score&quot; before the comparison to ask for scores.</source>
        <translation>„score“ vor den Vergleich schreiben, um nach Konfidenzen zu fragen.</translation>
    </message>
    <message>
        <source>A comparison is missing after &quot;score&quot; at character %1 of the query.</source>
        <translation>Bei Zeichen %1 der Abfrage fehlt nach „score“ ein Vergleich.</translation>
    </message>
    <message>
        <source>Write one, as in &quot;score &lt; 0.4&quot;.</source>
        <translation>Einen schreiben, wie „score &lt; 0.4“.</translation>
    </message>
    <message>
        <source>The score at character %1 of the query is above 1, but scores are from 0 to 1.</source>
        <translation>Die Konfidenz bei Zeichen %1 der Abfrage liegt über 1, aber Konfidenzen reichen von 0 bis 1.</translation>
    </message>
    <message>
        <source>A number is missing at character %1 of the query.</source>
        <translation>Bei Zeichen %1 der Abfrage fehlt eine Zahl.</translation>
    </message>
    <message>
        <source>The model knows no class &quot;%1&quot; (character %2 of the query).</source>
        <translation>Das Modell kennt keine Klasse „%1“ (Zeichen %2 der Abfrage).</translation>
    </message>
    <message>
        <source>It gives no names: write classes by their numbers, as in &quot;class 7&quot;.</source>
        <translation>Es nennt keine Namen: Klassen mit ihren Nummern schreiben, wie „class 7“.</translation>
    </message>
    <message>
        <source>Did you mean &quot;%1&quot;?</source>
        <translation>Ist „%1“ gemeint?</translation>
    </message>
    <message>
        <source>What the model sees of %1 cannot be kept.</source>
        <translation>Was das Modell von %1 sieht, kann nicht aufgehoben werden.</translation>
    </message>
    <message>
        <source>See the messages for the reason, and whether any room is allowed for it.</source>
        <translation>Den Grund nennen die Meldungen; in den Einstellungen steht, ob Platz dafür erlaubt ist.</translation>
    </message>
    <message>
        <source>%1 or the model&apos;s file has changed since it was opened.</source>
        <translation>%1 oder die Datei des Modells hat sich geändert, seit sie geöffnet wurde.</translation>
    </message>
    <message>
        <source>Open both again, then analyse the clip.</source>
        <translation>Bitte beide neu öffnen und den Clip dann analysieren.</translation>
    </message>
    <message>
        <source>Results cannot be kept in %1: it cannot be locked.</source>
        <translation>Ergebnisse können in %1 nicht aufgehoben werden: Die Datei lässt sich nicht sperren.</translation>
    </message>
    <message>
        <source>See whether this folder can be written to and its disk has room.</source>
        <translation>Bitte prüfen, ob in diesen Ordner geschrieben werden kann und auf seinem Datenträger Platz ist.</translation>
    </message>
    <message>
        <source>The file %1, in which results are kept, is damaged.</source>
        <translation>Die Datei %1, in der Ergebnisse aufgehoben werden, ist beschädigt.</translation>
    </message>
    <message>
        <source>It is begun anew when no other program uses it.</source>
        <translation>Sie wird neu begonnen, sobald kein anderes Programm sie benutzt.</translation>
    </message>
    <message>
        <source>The file %1, in which results are kept, failed: %2.</source>
        <translation>Die Datei %1, in der Ergebnisse aufgehoben werden, meldet einen Fehler: %2.</translation>
    </message>
    <message>
        <source>Results are no longer kept: the %1 MB that they may take are full.</source>
        <translation>Ergebnisse werden nicht mehr aufgehoben: Die %1 MB, die dafür erlaubt sind, sind voll.</translation>
    </message>
    <message>
        <source>Clear them by &quot;sightglass cache --clear&quot;, or allow more in the Preferences.</source>
        <translation>Mit „sightglass cache --clear“ leeren oder in den Einstellungen mehr erlauben.</translation>
    </message>
    <message>
        <source>&amp;Analyse clip</source>
        <translation>&amp;Clip analysieren</translation>
    </message>
    <message>
        <source>Let the model see every frame of the file in the background, so that all are there at once; again: pause.</source>
        <translation>Das Modell im Hintergrund jedes Bild der Datei ansehen lassen, damit dann alle sofort da sind; noch einmal: anhalten.</translation>
    </message>
    <message>
        <source>Ne&amp;xt event</source>
        <translation>Nä&amp;chstes Ereignis</translation>
    </message>
    <message>
        <source>Go to the next event of the kind that is chosen over the lane: a detection, a change of count, a near miss, a gap, or a match of the query.</source>
        <translation>Geht zum nächsten Ereignis der Art, die über der Spur gewählt ist: Erkennung, Änderung der Anzahl, knapp verfehlt, Lücke oder Treffer der Suche.</translation>
    </message>
    <message>
        <source>Previous event</source>
        <translation>Voriges Ereignis</translation>
    </message>
    <message>
        <source>Go to the event before.</source>
        <translation>Geht zum Ereignis davor.</translation>
    </message>
    <message>
        <source>Fin&amp;d in the clip…</source>
        <translation>Im Clip s&amp;uchen…</translation>
    </message>
    <message>
        <source>Type which frames to find: person &gt;= 3, bus and person, score &lt; 0.4.</source>
        <translation>Eingeben, welche Bilder gesucht sind: person &gt;= 3, bus and person, score &lt; 0.4.</translation>
    </message>
    <message>
        <source>&amp;Detections over time</source>
        <translation>&amp;Erkennungen im Zeitverlauf</translation>
    </message>
    <message>
        <source>Show under the picture what the model saw in a file, over time.</source>
        <translation>Zeigt unter dem Bild, was das Modell in einer Datei gesehen hat, im Zeitverlauf.</translation>
    </message>
    <message>
        <source>List of e&amp;vents</source>
        <translation>&amp;Liste der Ereignisse</translation>
    </message>
    <message>
        <source>List the events that are chosen over the lane, or the matches of the query.</source>
        <translation>Listet die Ereignisse auf, die über der Spur gewählt sind, oder die Treffer der Suche.</translation>
    </message>
</context>
<context>
    <name>sightglass::AboutDialog</name>
    <message>
        <source>About Sightglass</source>
        <translation>Über Sightglass</translation>
    </message>
    <message>
        <source>A viewer for object detection on live and recorded video.</source>
        <translation>Ein Betrachter für Objekterkennung in Live-Bildern und Aufzeichnungen.</translation>
    </message>
    <message>
        <source>Runs with %1.</source>
        <translation>Läuft mit %1.</translation>
    </message>
    <message>
        <source>Free software under the Apache License, version 2.0. It comes without any warranty.</source>
        <translation>Freie Software unter der Apache-Lizenz, Version 2.0. Ohne jede Gewährleistung.</translation>
    </message>
</context>
<context>
    <name>sightglass::AdjustList</name>
    <message>
        <source>Reset %1</source>
        <translation>%1 zurücksetzen</translation>
    </message>
    <message>
        <source>Take back what was said of &quot;%1&quot;: the model&apos;s own word counts</source>
        <translation>Die Angabe zu „%1“ zurücknehmen: Es gilt, was das Modell selbst sagt</translation>
    </message>
    <message>
        <source>adjusted</source>
        <translation>angepasst</translation>
    </message>
</context>
<context>
    <name>sightglass::AnalysisRow</name>
    <message>
        <source>Analysis of %1 is paused</source>
        <translation>Analyse von %1 ist angehalten</translation>
    </message>
    <message>
        <source>Analysis of %1 waits for what plays</source>
        <translation>Analyse von %1 wartet auf das, was läuft</translation>
    </message>
    <message>
        <source>Analysing %1</source>
        <translation>%1 wird analysiert</translation>
    </message>
    <message>
        <source>Analysed: %1 frames</source>
        <translation>Analysiert: %1 Bilder</translation>
    </message>
    <message>
        <source>%1 could not be read</source>
        <translation>%1 waren nicht zu lesen</translation>
    </message>
    <message>
        <source>the model failed on %1</source>
        <translation>an %1 scheiterte das Modell</translation>
    </message>
    <message>
        <source>Pause the analysis</source>
        <translation>Die Analyse anhalten</translation>
    </message>
    <message>
        <source>Cancel the analysis</source>
        <translation>Die Analyse abbrechen</translation>
    </message>
    <message>
        <source>End the analysis; what it has found is kept</source>
        <translation>Die Analyse beenden; was sie gefunden hat, bleibt</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Take this row away</source>
        <translation>Diese Zeile wegnehmen</translation>
    </message>
    <message>
        <source>Progress of the analysis</source>
        <translation>Fortschritt der Analyse</translation>
    </message>
    <message>
        <source>Go on with the analysis</source>
        <translation>Mit der Analyse fortfahren</translation>
    </message>
    <message>
        <source>%p % · %1 left</source>
        <translation>%p % · noch %1</translation>
    </message>
    <message>
        <source>%1 of %2 frames are kept, %3 a second</source>
        <translation>%1 von %2 Bildern sind behalten, %3 je Sekunde</translation>
    </message>
</context>
<context>
    <name>sightglass::BatchExportDialog</name>
    <message>
        <source>Keep &amp;sound and subtitles</source>
        <translation>&amp;Ton und Untertitel behalten</translation>
    </message>
    <message>
        <source>&amp;Replace files that are there</source>
        <translation>Vorhandene Dateien e&amp;rsetzen</translation>
    </message>
    <message>
        <source>Export several files</source>
        <translation>Mehrere Dateien exportieren</translation>
    </message>
    <message>
        <source>&amp;Lists, and pictures, of what is found:</source>
        <translation>&amp;Listen und Bilder des Gefundenen:</translation>
    </message>
    <message>
        <source>Each frame as a picture (PNG)</source>
        <translation>Jedes Bild als Bilddatei (PNG)</translation>
    </message>
    <message>
        <source>What is found, cut out (PNG), in a folder for each class</source>
        <translation>Ausschnitte des Gefundenen (PNG), je Klasse ein Ordner</translation>
    </message>
    <message>
        <source>Otherwise an input is left out when all its files are there</source>
        <translation>Sonst wird eine Eingabe ausgelassen, deren Dateien alle da sind</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>&amp;Folder:</source>
        <translation>&amp;Ordner:</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>&amp;Videos:</source>
        <translation>&amp;Videos:</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>Choose a folder that is there.</source>
        <translation>Einen Ordner wählen, den es gibt.</translation>
    </message>
    <message>
        <source>The files of all of them are there already.</source>
        <translation>Die Dateien von allen sind schon da.</translation>
    </message>
    <message>
        <source>There is nothing in it that can be exported.</source>
        <translation>Darin ist nichts, was sich exportieren lässt.</translation>
    </message>
    <message>
        <source>&amp;Export %1</source>
        <translation>%1 e&amp;xportieren</translation>
    </message>
    <message>
        <source>1 export, with the model, thresholds and colours as they are now.</source>
        <translation>1 Export, mit Modell, Schwellen und Farben, wie sie jetzt sind.</translation>
    </message>
    <message>
        <source>%1 exports, one after another, with the model, thresholds and colours as they are now.</source>
        <translation>%1 Exporte nacheinander, mit Modell, Schwellen und Farben, wie sie jetzt sind.</translation>
    </message>
    <message>
        <source>%1 are there already and are left out.</source>
        <translation>%1 sind schon da und werden ausgelassen.</translation>
    </message>
</context>
<context>
    <name>sightglass::CameraModes</name>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>Size, rate and format that the camera is asked for; a change opens it again</source>
        <translation>Größe, Bildrate und Format, um die die Kamera gebeten wird; eine Änderung öffnet sie neu</translation>
    </message>
    <message>
        <source>Mode of the camera</source>
        <translation>Modus der Kamera</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>Pictures that come in, measured; many cameras give fewer in the dark</source>
        <translation>Bilder, die ankommen, gemessen; viele Kameras liefern im Dunkeln weniger</translation>
    </message>
    <message>
        <source>Automatic (%1)</source>
        <translation>Automatisch (%1)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>%1/s measured, %2/s announced</source>
        <translation>%1/s gemessen, %2/s angekündigt</translation>
    </message>
    <message>
        <source>%1/s measured</source>
        <translation>%1/s gemessen</translation>
    </message>
</context>
<context>
    <name>sightglass::CaptureWorker</name>
    <message>
        <source>Reading %1 failed unexpectedly.</source>
        <translation>Das Lesen von %1 ist unerwartet fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Open the source again.</source>
        <translation>Die Quelle noch einmal öffnen.</translation>
    </message>
</context>
<context>
    <name>sightglass::ClassDelegate</name>
    <message>
        <source>Own threshold of %1</source>
        <translation>Eigene Schwelle von %1</translation>
    </message>
</context>
<context>
    <name>sightglass::ClassList</name>
    <message>
        <source>Filter classes</source>
        <translation>Klassen filtern</translation>
    </message>
    <message>
        <source>Lists the classes whose name holds this text; All and None act on these</source>
        <translation>Zählt die Klassen auf, deren Name diesen Text enthält; „Alle“ und „Keine“ gelten für diese</translation>
    </message>
    <message>
        <source>Present only</source>
        <translation>Nur vorhandene</translation>
    </message>
    <message>
        <source>List the classes alone that are on the picture</source>
        <translation>Nur die Klassen aufzählen, die im Bild sind</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Show all classes in the list below</source>
        <translation>Alle Klassen der Liste darunter zeigen</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Hide all classes in the list below</source>
        <translation>Alle Klassen der Liste darunter ausblenden</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>No classes.
Load a model, or clear the filters.</source>
        <translation>Keine Klassen.
Ein Modell laden, oder die Filter leeren.</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Own threshold</source>
        <translation>Eigene Schwelle</translation>
    </message>
    <message>
        <source>Least score of the selected classes, instead of the common confidence</source>
        <translation>Kleinste Konfidenz der ausgewählten Klassen, anstelle der gemeinsamen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Let the common confidence count again (Delete)</source>
        <translation>Wieder die gemeinsame Konfidenz gelten lassen (Entf)</translation>
    </message>
    <message>
        <source>Own threshold: select a class</source>
        <translation>Eigene Schwelle: Klasse wählen</translation>
    </message>
    <message>
        <source>Own threshold: %1</source>
        <translation>Eigene Schwelle: %1</translation>
    </message>
    <message numerus="yes">
        <source>Own threshold: %n classes</source>
        <translation>
            <numerusform>Eigene Schwelle: %n Klasse</numerusform>
            <numerusform>Eigene Schwelle: %n Klassen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>%1 von %2 gezeigt</translation>
    </message>
    <message>
        <source>Colour of %1</source>
        <translation>Farbe von %1</translation>
    </message>
    <message>
        <source>Solo (Alt+click)</source>
        <translation>Nur diese (Alt+Klick)</translation>
    </message>
    <message>
        <source>Show only these</source>
        <translation>Nur diese zeigen</translation>
    </message>
    <message>
        <source>Use the common threshold</source>
        <translation>Gemeinsame Schwelle verwenden</translation>
    </message>
    <message>
        <source>Colour …</source>
        <translation>Farbe …</translation>
    </message>
    <message>
        <source>Default colour</source>
        <translation>Übliche Farbe</translation>
    </message>
</context>
<context>
    <name>sightglass::ClassModel</name>
    <message>
        <source>Own threshold of %1; – follows the confidence above. Drag sideways to turn, double click to type, Delete to reset.</source>
        <translation>Eigene Schwelle von %1; – folgt der Konfidenz darüber. Seitlich ziehen zum Drehen, Doppelklick zum Eintippen, Entf zum Zurücksetzen.</translation>
    </message>
    <message>
        <source>Colour of %1; click to change</source>
        <translation>Farbe von %1; klicken zum Ändern</translation>
    </message>
    <message>
        <source>%1 (class %2)</source>
        <translation>%1 (Klasse %2)</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Whether the class is shown</source>
        <translation>Ob die Klasse gezeigt wird</translation>
    </message>
    <message>
        <source>Colour of the class</source>
        <translation>Farbe der Klasse</translation>
    </message>
    <message>
        <source>Name of the class</source>
        <translation>Name der Klasse</translation>
    </message>
    <message>
        <source>Detections on the frame on display</source>
        <translation>Erkennungen auf dem angezeigten Bild</translation>
    </message>
    <message>
        <source>Own least score of the class, 0.00 to 1.00; – where the common one counts</source>
        <translation>Eigene kleinste Konfidenz der Klasse, 0.00 bis 1.00; – wo die gemeinsame gilt</translation>
    </message>
</context>
<context>
    <name>sightglass::ClassNamesEdit</name>
    <message>
        <source>Class names, one a line</source>
        <translation>Klassennamen, einer je Zeile</translation>
    </message>
    <message>
        <source>One name a line</source>
        <translation>Ein Name je Zeile</translation>
    </message>
    <message>
        <source>Load list …</source>
        <translation>Liste laden …</translation>
    </message>
    <message>
        <source>Take the names from a .names or .txt file</source>
        <translation>Die Namen aus einer Datei .names oder .txt nehmen</translation>
    </message>
    <message>
        <source>Load class names</source>
        <translation>Klassennamen laden</translation>
    </message>
    <message>
        <source>Lists of names (*.names *.txt *.labels)</source>
        <translation>Namenslisten (*.names *.txt *.labels)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The list %1 cannot be read.</source>
        <translation>Die Liste %1 ist nicht lesbar.</translation>
    </message>
    <message>
        <source>%1 is no list of names.</source>
        <translation>%1 ist keine Liste von Namen.</translation>
    </message>
    <message>
        <source>A text file with one class name a line is needed.</source>
        <translation>Gebraucht wird eine Textdatei mit einem Klassennamen je Zeile.</translation>
    </message>
</context>
<context>
    <name>sightglass::ClipLane</name>
    <message>
        <source>Detections over time</source>
        <translation>Erkennungen im Zeitverlauf</translation>
    </message>
    <message>
        <source>No clip is open</source>
        <translation>Kein Clip ist offen</translation>
    </message>
    <message>
        <source>%1 of %2 frames are analysed</source>
        <translation>%1 von %2 Bildern sind analysiert</translation>
    </message>
</context>
<context>
    <name>sightglass::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
</context>
<context>
    <name>sightglass::DetectionsModel</name>
    <message>
        <source>whole picture</source>
        <translation>ganzes Bild</translation>
    </message>
    <message>
        <source>turned %1°</source>
        <translation>um %1° gedreht</translation>
    </message>
    <message>
        <source>%1 of %2 keypoints</source>
        <translation>%1 von %2 Schlüsselpunkten</translation>
    </message>
    <message>
        <source>1 keypoint</source>
        <translation>1 Schlüsselpunkt</translation>
    </message>
    <message>
        <source>%1 keypoints</source>
        <translation>%1 Schlüsselpunkte</translation>
    </message>
    <message>
        <source>mask %1 px</source>
        <translation>Maske %1 px</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Konfidenz</translation>
    </message>
    <message>
        <source>x px</source>
        <translation>x px</translation>
    </message>
    <message>
        <source>y px</source>
        <translation>y px</translation>
    </message>
    <message>
        <source>w px</source>
        <translation>B px</translation>
    </message>
    <message>
        <source>h px</source>
        <translation>H px</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>x %</source>
        <translation>x %</translation>
    </message>
    <message>
        <source>y %</source>
        <translation>y %</translation>
    </message>
    <message>
        <source>w %</source>
        <translation>B %</translation>
    </message>
    <message>
        <source>h %</source>
        <translation>H %</translation>
    </message>
    <message>
        <source>Class of the detection</source>
        <translation>Klasse der Erkennung</translation>
    </message>
    <message>
        <source>How sure the model is, 0 to 1</source>
        <translation>Wie sicher das Modell ist, 0 bis 1</translation>
    </message>
    <message>
        <source>Left edge of the box, in pixels of the source or percent of the picture&apos;s width</source>
        <translation>Linke Kante des Rahmens, in Pixeln der Quelle oder Prozent der Bildbreite</translation>
    </message>
    <message>
        <source>Upper edge of the box, in pixels of the source or percent of the picture&apos;s height</source>
        <translation>Obere Kante des Rahmens, in Pixeln der Quelle oder Prozent der Bildhöhe</translation>
    </message>
    <message>
        <source>Width of the box, in pixels of the source or percent of the picture&apos;s</source>
        <translation>Breite des Rahmens, in Pixeln der Quelle oder Prozent der Bildbreite</translation>
    </message>
    <message>
        <source>Height of the box, in pixels of the source or percent of the picture&apos;s</source>
        <translation>Höhe des Rahmens, in Pixeln der Quelle oder Prozent der Bildhöhe</translation>
    </message>
    <message>
        <source>What the model tells beyond the box: by how much it is turned clockwise, keypoints, pixels of the mask</source>
        <translation>Was das Modell außer dem Rahmen sagt: wie weit er im Uhrzeigersinn gedreht ist, Schlüsselpunkte, Pixel der Maske</translation>
    </message>
</context>
<context>
    <name>sightglass::DetectionsPanel</name>
    <message>
        <source>No picture yet.
Open a video, a picture or a camera.</source>
        <translation>Noch kein Bild.
Ein Video, ein Bild oder eine Kamera öffnen.</translation>
    </message>
    <message>
        <source>No model has looked at this frame.
Choose one, or wait until it is loaded.</source>
        <translation>Dieses Bild hat kein Modell gesehen.
Eines wählen, oder warten, bis es geladen ist.</translation>
    </message>
    <message>
        <source>Nothing of the classes that are shown.
%1 candidates are of hidden ones.</source>
        <translation>Nichts von den gezeigten Klassen.
%1 Kandidaten gehören zu ausgeblendeten.</translation>
    </message>
    <message>
        <source>Nothing detected on this frame.
Lower the confidence to see %1 weaker candidates.</source>
        <translation>Auf diesem Bild nichts erkannt.
Eine kleinere Konfidenz zeigt %1 schwächere Kandidaten.</translation>
    </message>
    <message>
        <source>Nothing detected on this frame,
nor anything close to it.</source>
        <translation>Auf diesem Bild nichts erkannt,
auch nichts, was nahe daran wäre.</translation>
    </message>
    <message>
        <source>Detections</source>
        <translation>Erkennungen</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Konfidenz</translation>
    </message>
    <message>
        <source>%1 of %2 keypoints</source>
        <translation>%1 von %2 Schlüsselpunkten</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>Als CSV kopieren</translation>
    </message>
    <message>
        <source>Copies the selected rows, or all of them, as comma-separated values</source>
        <translation>Kopiert die ausgewählten Zeilen oder alle, als durch Kommas getrennte Werte</translation>
    </message>
    <message>
        <source>No frame on display</source>
        <translation>Kein Bild angezeigt</translation>
    </message>
    <message>
        <source>frame %1</source>
        <translation>Bild %1</translation>
    </message>
    <message>
        <source>1 detection</source>
        <translation>1 Erkennung</translation>
    </message>
    <message>
        <source>%1 detections</source>
        <translation>%1 Erkennungen</translation>
    </message>
    <message>
        <source>boxes %1 ms old</source>
        <translation>Rahmen %1 ms alt</translation>
    </message>
</context>
<context>
    <name>sightglass::DisplayWorker</name>
    <message>
        <source>A picture could not be scaled for the view.</source>
        <translation>Ein Bild ließ sich nicht auf die Ansicht skalieren.</translation>
    </message>
    <message>
        <source>Fit the picture to the window.</source>
        <translation>Das Bild in das Fenster einpassen.</translation>
    </message>
</context>
<context>
    <name>sightglass::DockSet</name>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Tuning</source>
        <translation>Abstimmung</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Detections</source>
        <translation>Erkennungen</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Exports</source>
        <translation>Exporte</translation>
    </message>
    <message>
        <source>Show or hide the panel &quot;%1&quot;</source>
        <translation>Den Bereich „%1“ ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
</context>
<context>
    <name>sightglass::DockTitles</name>
    <message>
        <source>Float</source>
        <translation>Ablösen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>sightglass::Drawer</name>
    <message>
        <source>Side panel</source>
        <translation>Seitenleiste</translation>
    </message>
</context>
<context>
    <name>sightglass::EventsModel</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Dauer</translation>
    </message>
</context>
<context>
    <name>sightglass::EventsPanel</name>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copies those that are selected together, or all, as comma-separated values</source>
        <translation>Kopiert, was zusammen ausgewählt ist, oder alles, als CSV (durch Komma getrennte Werte)</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Als CSV sichern…</translation>
    </message>
    <message>
        <source>Writes those that are selected together, or all, to a file as comma-separated values</source>
        <translation>Schreibt, was zusammen ausgewählt ist, oder alles, als CSV (durch Komma getrennte Werte) in eine Datei</translation>
    </message>
    <message>
        <source>Export these…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Writes those that are selected together, or all, as annotated videos, one for each</source>
        <translation>Schreibt, was zusammen ausgewählt ist, oder alles, als Videos mit Rahmen, eines je Zeile</translation>
    </message>
    <message>
        <source>%1: the first %2</source>
        <translation>%1: die ersten %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>sightglass::ExportController</name>
    <message>
        <source>The export was cancelled; nothing was written.</source>
        <translation>Der Export wurde abgebrochen; es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Exports that the program&apos;s end has interrupted: %1</source>
        <translation>Exporte, die das Ende des Programms unterbrochen hat: %1</translation>
    </message>
    <message>
        <source>The panel &quot;Exports&quot; goes on with them.</source>
        <translation>Der Bereich „Exporte“ setzt sie fort.</translation>
    </message>
    <message>
        <source>Files to export</source>
        <translation>Dateien zum Exportieren</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 frames</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>Exported %1 frames with %2 detections to %3 in %4</source>
        <translation>%1 Bilder mit %2 Erkennungen nach %3 exportiert, in %4</translation>
    </message>
    <message>
        <source>Removed what an export that was killed had left.</source>
        <translation>Was ein abgebrochener Export hinterlassen hatte, wurde entfernt.</translation>
    </message>
</context>
<context>
    <name>sightglass::ExportDialog</name>
    <message>
        <source>Pictures (%1)</source>
        <translation>Bilder (%1)</translation>
    </message>
    <message>
        <source>Videos (%1)</source>
        <translation>Videos (%1)</translation>
    </message>
    <message>
        <source>Keep &amp;sound and subtitles</source>
        <translation>&amp;Ton und Untertitel behalten</translation>
    </message>
    <message>
        <source>&amp;List the detections too</source>
        <translation>Auch die Erkennungen auf&amp;listen</translation>
    </message>
    <message>
        <source>&amp;All frames</source>
        <translation>&amp;Alle Bilder</translation>
    </message>
    <message>
        <source>Frames &amp;from</source>
        <translation>Bilder &amp;von</translation>
    </message>
    <message>
        <source>Export annotated picture</source>
        <translation>Annotiertes Bild exportieren</translation>
    </message>
    <message>
        <source>Export annotated video</source>
        <translation>Annotiertes Video exportieren</translation>
    </message>
    <message>
        <source>&amp;Picture:</source>
        <translation>&amp;Bild:</translation>
    </message>
    <message>
        <source>&amp;Video:</source>
        <translation>Vide&amp;o:</translation>
    </message>
    <message>
        <source>Copied as they are, or coded anew where the kind of video does not take them (export: --no-audio)</source>
        <translation>Unverändert kopiert, oder neu kodiert, wo diese Art von Video sie nicht aufnimmt (export: --no-audio)</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>How the list is written (export: --format)</source>
        <translation>Wie die Liste geschrieben wird (export: --format)</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>L&amp;ist:</source>
        <translation>L&amp;iste:</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Replace?</source>
        <translation>Ersetzen?</translation>
    </message>
    <message>
        <source>%1 exists already. It is replaced when the new one is whole.</source>
        <translation>%1 gibt es schon. Ersetzt wird es, wenn die neue Fassung vollständig ist.</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>E&amp;rsetzen</translation>
    </message>
    <message>
        <source>&amp;Keep both</source>
        <translation>&amp;Beide behalten</translation>
    </message>
    <message>
        <source>Choose where the video goes.</source>
        <translation>Wählen, wohin das Video kommt.</translation>
    </message>
    <message>
        <source>The folder of the video does not exist.</source>
        <translation>Den Ordner des Videos gibt es nicht.</translation>
    </message>
    <message>
        <source>In this format the list of detections ends in .%1.</source>
        <translation>In diesem Format endet die Liste der Erkennungen auf .%1.</translation>
    </message>
    <message>
        <source> or .</source>
        <translation> oder .</translation>
    </message>
    <message>
        <source>An export that has not ended writes to it.</source>
        <translation>Dorthin schreibt ein Export, der noch nicht beendet ist.</translation>
    </message>
    <message>
        <source>The last frame lies before the first.</source>
        <translation>Das letzte Bild liegt vor dem ersten.</translation>
    </message>
    <message>
        <source>%1 exists already.</source>
        <translation>%1 gibt es schon.</translation>
    </message>
    <message>
        <source>Frames are counted from when the export opens the source.</source>
        <translation>Bilder werden gezählt, seit der Export die Quelle öffnet.</translation>
    </message>
    <message>
        <source>With the model, thresholds, classes and colours as they are now. Frames are counted from 0.</source>
        <translation>Mit Modell, Schwellen, Klassen und Farben, wie sie jetzt sind. Bilder werden ab 0 gezählt.</translation>
    </message>
</context>
<context>
    <name>sightglass::ExportQueue</name>
    <message>
        <source>The list of exports in %1 cannot be read; it begins anew.</source>
        <translation>Die Liste der Exporte in %1 ist nicht lesbar; sie beginnt neu.</translation>
    </message>
    <message>
        <source>%1 is the target of an export that has not ended.</source>
        <translation>%1 ist das Ziel eines Exports, der noch nicht beendet ist.</translation>
    </message>
    <message>
        <source>Choose another name, or cancel that export first.</source>
        <translation>Einen anderen Namen wählen, oder zuerst jenen Export abbrechen.</translation>
    </message>
    <message>
        <source>Cancelled; nothing was written.</source>
        <translation>Abgebrochen; es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Cancelled before it began.</source>
        <translation>Abgebrochen, bevor er begann.</translation>
    </message>
</context>
<context>
    <name>sightglass::ExportRow</name>
    <message>
        <source>All exports</source>
        <translation>Alle Exporte</translation>
    </message>
    <message>
        <source>Shows the list of all exports</source>
        <translation>Zeigt die Liste aller Exporte</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>Fortschritt des Exports</translation>
    </message>
    <message>
        <source>Take this row away</source>
        <translation>Diese Zeile entfernen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Exporting %1, and %2 more</source>
        <translation>%1 wird exportiert, und %2 weitere</translation>
    </message>
    <message>
        <source>Exporting %1</source>
        <translation>%1 wird exportiert</translation>
    </message>
    <message>
        <source>%p % · %1 left</source>
        <translation>%p % · noch %1</translation>
    </message>
</context>
<context>
    <name>sightglass::ExportsModel</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Frames missing</source>
        <translation>Bilder fehlen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>Modell wird geladen…</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 frames</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>%1 fps</source>
        <translation>%1 fps</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>about %1 in the end</source>
        <translation>am Ende etwa %1</translation>
    </message>
</context>
<context>
    <name>sightglass::ExportsPanel</name>
    <message>
        <source>Exports</source>
        <translation>Exporte</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>Dateien hinzufügen…</translation>
    </message>
    <message>
        <source>Exports several files with the model and the thresholds of now</source>
        <translation>Exportiert mehrere Dateien mit dem Modell und den Schwellen von jetzt</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Pauses the selected exports</source>
        <translation>Hält die ausgewählten Exporte an</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Ends the selected exports and throws away what they have done</source>
        <translation>Beendet die ausgewählten Exporte und wirft weg, was sie getan haben</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Goes on with what was interrupted or failed, or begins anew</source>
        <translation>Setzt fort, was unterbrochen wurde oder fehlschlug, oder beginnt von vorn</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Opens the folder that the export goes to</source>
        <translation>Öffnet den Ordner, in den exportiert wird</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Takes what has ended off the list; files stay</source>
        <translation>Nimmt Beendetes von der Liste; Dateien bleiben</translation>
    </message>
    <message>
        <source>No exports yet.
Drop videos and folders here to export them all.</source>
        <translation>Noch keine Exporte.
Videos und Ordner hierher ziehen, um alle zu exportieren.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Goes on with the selected exports</source>
        <translation>Setzt die ausgewählten Exporte fort</translation>
    </message>
</context>
<context>
    <name>sightglass::GoToDialog</name>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>&amp;Frame, time or share: 124, 0:12.4 or 50 %</source>
        <translation>&amp;Bild, Zeit oder Anteil: 124, 0:12.4 oder 50 %</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Los</translation>
    </message>
    <message>
        <source>frame %1, about %2</source>
        <translation>Bild %1, etwa %2</translation>
    </message>
    <message>
        <source>Frames go from 0 to %1, times to %2.</source>
        <translation>Bilder gehen von 0 bis %1, Zeiten bis %2.</translation>
    </message>
</context>
<context>
    <name>sightglass::HoverController</name>
    <message>
        <source>frame %1</source>
        <translation>Bild %1</translation>
    </message>
    <message>
        <source>It cannot be read</source>
        <translation>Es ist nicht lesbar</translation>
    </message>
    <message>
        <source>%1 · frame %2</source>
        <translation>%1 · Bild %2</translation>
    </message>
    <message>
        <source>Not analysed yet</source>
        <translation>Noch nicht analysiert</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>and %1 more classes</source>
        <translation>und %1 weitere Klassen</translation>
    </message>
    <message>
        <source>class %1</source>
        <translation>Klasse %1</translation>
    </message>
</context>
<context>
    <name>sightglass::Inspector</name>
    <message>
        <source>Candidates at this place</source>
        <translation>Kandidaten an dieser Stelle</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Look no further into this place</source>
        <translation>Diese Stelle nicht weiter untersuchen</translation>
    </message>
    <message>
        <source>At %1, %2: one candidate</source>
        <translation>Bei %1, %2: ein Kandidat</translation>
    </message>
    <message>
        <source>At %1, %2: %3 candidates</source>
        <translation>Bei %1, %2: %3 Kandidaten</translation>
    </message>
    <message>
        <source>The model saw nothing here,
not even with little confidence.</source>
        <translation>Das Modell hat hier nichts gesehen,
auch nicht mit wenig Konfidenz.</translation>
    </message>
    <message>
        <source>No model has looked at this frame.</source>
        <translation>Dieses Bild hat noch kein Modell gesehen.</translation>
    </message>
    <message>
        <source>%1: shown</source>
        <translation>%1: wird gezeigt</translation>
    </message>
    <message>
        <source>%1: its class is switched off</source>
        <translation>%1: seine Klasse ist abgeschaltet</translation>
    </message>
    <message>
        <source>%1: below the threshold by %2</source>
        <translation>%1: um %2 unter der Schwelle</translation>
    </message>
    <message>
        <source>%1: lost to %2, IoU %3</source>
        <translation>%1: verdrängt von %2, IoU %3</translation>
    </message>
    <message>
        <source>%1: beyond the %2 best</source>
        <translation>%1: nicht unter den %2 besten</translation>
    </message>
    <message>
        <source>Hide it: threshold of %1 to %2</source>
        <translation>Verbergen: Schwelle von %1 auf %2</translation>
    </message>
    <message>
        <source>Show it: threshold of %1 to %2</source>
        <translation>Zeigen: Schwelle von %1 auf %2</translation>
    </message>
    <message>
        <source>Show it: switch %1 on</source>
        <translation>Zeigen: %1 einschalten</translation>
    </message>
    <message>
        <source>Show it: allow an overlap of %1</source>
        <translation>Zeigen: Überlappung bis %1 erlauben</translation>
    </message>
    <message>
        <source>Show it: keep %1 detections</source>
        <translation>Zeigen: %1 Erkennungen behalten</translation>
    </message>
    <message>
        <source>No single change does it</source>
        <translation>Keine einzelne Änderung bewirkt das</translation>
    </message>
</context>
<context>
    <name>sightglass::LivePlot</name>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>Last 60 s: now %1, at most %2 %3</source>
        <translation>Letzte 60 s: jetzt %1, höchstens %2 %3</translation>
    </message>
</context>
<context>
    <name>sightglass::LogSwitch</name>
    <message>
        <source>Write a log to</source>
        <translation>Protokoll schreiben nach</translation>
    </message>
    <message>
        <source>Logs (*.log)</source>
        <translation>Protokolle (*.log)</translation>
    </message>
    <message>
        <source>The log goes to %1</source>
        <translation>Das Protokoll geht nach %1</translation>
    </message>
    <message>
        <source>The log in %1 is complete</source>
        <translation>Das Protokoll in %1 ist vollständig</translation>
    </message>
</context>
<context>
    <name>sightglass::LossReporter</name>
    <message>
        <source>%1 is back after %2.</source>
        <translation>%1 ist nach %2 wieder da.</translation>
    </message>
    <message>
        <source>%1 sends no picture any more.</source>
        <translation>%1 sendet kein Bild mehr.</translation>
    </message>
    <message>
        <source>The connection to %1 was lost.</source>
        <translation>Die Verbindung zu %1 ging verloren.</translation>
    </message>
    <message>
        <source>It is tried again by itself.</source>
        <translation>Es wird von selbst wieder versucht.</translation>
    </message>
    <message>
        <source>%1 was unplugged.</source>
        <translation>%1 wurde ausgesteckt.</translation>
    </message>
    <message>
        <source>It goes on by itself when it is plugged in again.</source>
        <translation>Es geht von selbst weiter, wenn sie wieder eingesteckt ist.</translation>
    </message>
</context>
<context>
    <name>sightglass::MainWindow</name>
    <message>
        <source>Sightglass</source>
        <translation>Sightglass</translation>
    </message>
    <message>
        <source>%1 – Sightglass</source>
        <translation>%1 – Sightglass</translation>
    </message>
    <message>
        <source>The diagnostics are on the clipboard</source>
        <translation>Die Diagnose liegt in der Zwischenablage</translation>
    </message>
    <message>
        <source>Screenshot saved to %1</source>
        <translation>Schnappschuss gespeichert als %1</translation>
    </message>
    <message>
        <source>The picture is on the clipboard</source>
        <translation>Das Bild liegt in der Zwischenablage</translation>
    </message>
    <message>
        <source>There is room for %1 sources; %2 more were left out.</source>
        <translation>Platz ist für %1 Quellen; %2 weitere wurden weggelassen.</translation>
    </message>
    <message>
        <source>Close one of those that are open.</source>
        <translation>Eine der offenen schließen.</translation>
    </message>
    <message>
        <source>Open a session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>Sessions (*.sightglass)</source>
        <translation>Sitzungen (*.sightglass)</translation>
    </message>
    <message>
        <source>Save the session</source>
        <translation>Sitzung speichern</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
</context>
<context>
    <name>sightglass::Media</name>
    <message>
        <source>The address of %1 cannot be read: its password holds &quot;%2&quot;, which has a meaning of its own.</source>
        <translation>Die Adresse von %1 ist nicht lesbar: Ihr Passwort enthält „%2“, was eine eigene Bedeutung hat.</translation>
    </message>
    <message>
        <source>In user and password write %40 for @, %23 for #, %3A for :, %2F for /, %3F for ?, %25 for %.</source>
        <translation>In Benutzer und Passwort %40 für @, %23 für #, %3A für :, %2F für /, %3F für ?, %25 für % schreiben.</translation>
    </message>
    <message>
        <source>What answers at %1 does not speak RTSP.</source>
        <translation>Was bei %1 antwortet, spricht kein RTSP.</translation>
    </message>
    <message>
        <source>Check the port in the address; for cameras it stands in the manual, and is 554 as a rule.</source>
        <translation>Den Port in der Adresse prüfen; bei Kameras steht er in der Anleitung und ist in der Regel 554.</translation>
    </message>
    <message>
        <source>There is no %1, and nothing can be written under a name that is not UTF-8.</source>
        <translation>%1 gibt es nicht, und unter einem Namen, der kein UTF-8 ist, lässt sich nichts schreiben.</translation>
    </message>
    <message>
        <source>Check the spelling, or choose another name.</source>
        <translation>Die Schreibweise prüfen, oder einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>The name %1 is not UTF-8, and no link to it could be made in %2.</source>
        <translation>Der Name %1 ist kein UTF-8, und in %2 ließ sich kein Verweis darauf anlegen.</translation>
    </message>
    <message>
        <source>Rename it.</source>
        <translation>Umbenennen.</translation>
    </message>
    <message>
        <source>HDR (%1): shown in ordinary colours.</source>
        <translation>HDR (%1): in gewöhnlichen Farben gezeigt.</translation>
    </message>
    <message>
        <source>Wide colours (%1): shown in ordinary colours.</source>
        <translation>Erweiterte Farben (%1): in gewöhnlichen Farben gezeigt.</translation>
    </message>
    <message>
        <source>%1 is a link to a file that does not exist.</source>
        <translation>%1 verweist auf eine Datei, die es nicht gibt.</translation>
    </message>
    <message>
        <source>Check where the link points to.</source>
        <translation>Prüfen, wohin der Verweis zeigt.</translation>
    </message>
    <message>
        <source>The file %1 does not exist.</source>
        <translation>Die Datei %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>Check the spelling, and whether its disk is plugged in.</source>
        <translation>Prüfen, wie sie geschrieben wird und ob ihr Datenträger angeschlossen ist.</translation>
    </message>
    <message>
        <source>%1 is a folder, not a file.</source>
        <translation>%1 ist ein Ordner, keine Datei.</translation>
    </message>
    <message>
        <source>Open the folder as an image sequence, or choose a file in it.</source>
        <translation>Den Ordner als Bilderfolge öffnen, oder eine Datei darin wählen.</translation>
    </message>
    <message>
        <source>%1 is a pipe or a device, not a regular file.</source>
        <translation>%1 ist eine Pipe oder ein Gerät, keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>Read it through a GStreamer pipeline, for instance &quot;filesrc location=... ! decodebin&quot;.</source>
        <translation>Über eine GStreamer-Pipeline lesen, zum Beispiel &quot;filesrc location=... ! decodebin&quot;.</translation>
    </message>
    <message>
        <source>%1 may not be read: permission denied.</source>
        <translation>%1 darf nicht gelesen werden: Zugriff verweigert.</translation>
    </message>
    <message>
        <source>Change the permissions of the file, or copy it to a folder of yours.</source>
        <translation>Die Rechte der Datei ändern, oder sie in einen eigenen Ordner kopieren.</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 ist leer.</translation>
    </message>
    <message>
        <source>The download or copy may have failed: get it again.</source>
        <translation>Vielleicht ist das Herunterladen oder Kopieren fehlgeschlagen: noch einmal holen.</translation>
    </message>
    <message>
        <source>a JPEG XL picture</source>
        <translation>ein JPEG-XL-Bild</translation>
    </message>
    <message>
        <source>a Photoshop document</source>
        <translation>ein Photoshop-Dokument</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>ein PDF-Dokument</translation>
    </message>
    <message>
        <source>%1 is an HTML page, whatever its name says.</source>
        <translation>%1 ist eine HTML-Seite, was immer der Name sagt.</translation>
    </message>
    <message>
        <source>The download got the page around the file: use the link of the file itself.</source>
        <translation>Heruntergeladen wurde die Seite um die Datei herum: den Link der Datei selbst benutzen.</translation>
    </message>
    <message>
        <source>%1 is a Git LFS pointer, not the file itself.</source>
        <translation>%1 ist ein Git-LFS-Zeiger, nicht die Datei selbst.</translation>
    </message>
    <message>
        <source>Run &quot;git lfs pull&quot; in its repository.</source>
        <translation>In seinem Repository &quot;git lfs pull&quot; ausführen.</translation>
    </message>
    <message>
        <source>%1 is a list of clips (ffconcat), not a video, and what it names cannot be opened from it.</source>
        <translation>%1 ist eine Liste von Clips (ffconcat), kein Video, und was sie nennt, lässt sich daraus nicht öffnen.</translation>
    </message>
    <message>
        <source>Open one of its clips, or join them first: ffmpeg -f concat -safe 0 -i LIST -c copy joined.mkv</source>
        <translation>Einen ihrer Clips öffnen, oder sie zuerst verbinden: ffmpeg -f concat -safe 0 -i LIST -c copy joined.mkv</translation>
    </message>
    <message>
        <source>%1 is a playlist (M3U), not a video, and what it names cannot be opened from it.</source>
        <translation>%1 ist eine Abspielliste (M3U), kein Video, und was sie nennt, lässt sich daraus nicht öffnen.</translation>
    </message>
    <message>
        <source>Open one of the files or addresses that it names.</source>
        <translation>Eine der Dateien oder Adressen öffnen, die sie nennt.</translation>
    </message>
    <message>
        <source>%1 is %2, which cannot be read here.</source>
        <translation>%1 ist %2, was hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>Save it as JPEG or PNG with the program or the phone that it comes from.</source>
        <translation>Mit dem Programm oder Telefon, von dem es stammt, als JPEG oder PNG speichern.</translation>
    </message>
    <message>
        <source>%1 is an archive.</source>
        <translation>%1 ist ein Archiv.</translation>
    </message>
    <message>
        <source>Unpack it, and open what was in it.</source>
        <translation>Entpacken, und öffnen, was darin war.</translation>
    </message>
    <message>
        <source>%1 is a text file.</source>
        <translation>%1 ist eine Textdatei.</translation>
    </message>
    <message>
        <source>Choose a video or a picture.</source>
        <translation>Ein Video oder ein Bild wählen.</translation>
    </message>
    <message>
        <source>The video is not open.</source>
        <translation>Das Video ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>%1 announces a video, but holds no pictures.</source>
        <translation>%1 kündigt ein Video an, enthält aber keine Bilder.</translation>
    </message>
    <message>
        <source>The file is cut off or damaged: copy it again.</source>
        <translation>Die Datei ist abgeschnitten oder beschädigt: noch einmal kopieren.</translation>
    </message>
    <message>
        <source>None of the %1 pictures that %2 announces can be decoded.</source>
        <translation>Keines der %1 Bilder, die %2 ankündigt, lässt sich dekodieren.</translation>
    </message>
    <message>
        <source>The pixel format of %1 cannot be converted.</source>
        <translation>Das Pixelformat von %1 lässt sich nicht umwandeln.</translation>
    </message>
    <message>
        <source>Convert the file to H.264 in MP4, for instance with ffmpeg.</source>
        <translation>Die Datei in H.264 in MP4 umwandeln, zum Beispiel mit ffmpeg.</translation>
    </message>
    <message>
        <source>Picture %1 of %2 cannot be decoded, nor any after it.</source>
        <translation>Bild %1 von %2 lässt sich nicht dekodieren, auch keines danach.</translation>
    </message>
    <message>
        <source>The file is damaged there: go to an earlier place.</source>
        <translation>Die Datei ist dort beschädigt: zu einer früheren Stelle springen.</translation>
    </message>
    <message>
        <source>The pipeline&apos;s appsink gets something other than BGR video.</source>
        <translation>Die appsink der Pipeline bekommt etwas anderes als BGR-Video.</translation>
    </message>
    <message>
        <source>Put &quot;videoconvert ! video/x-raw,format=BGR&quot; before it, or leave the appsink out.</source>
        <translation>Davor &quot;videoconvert ! video/x-raw,format=BGR&quot; setzen, oder die appsink weglassen.</translation>
    </message>
    <message>
        <source>A picture of the pipeline cannot be read.</source>
        <translation>Ein Bild der Pipeline ist nicht lesbar.</translation>
    </message>
    <message>
        <source>Install the package %1.</source>
        <translation>Das Paket %1 installieren.</translation>
    </message>
    <message>
        <source>Check the spelling; most elements are in the packages gstreamer1.0-plugins-good, -bad, -ugly and gstreamer1.0-libav.</source>
        <translation>Die Schreibweise prüfen; die meisten Elemente stecken in den Paketen gstreamer1.0-plugins-good, -bad, -ugly und gstreamer1.0-libav.</translation>
    </message>
    <message>
        <source>The GStreamer pipeline needs the element &quot;%1&quot;, which is not installed.</source>
        <translation>Die GStreamer-Pipeline braucht das Element „%1“, das nicht installiert ist.</translation>
    </message>
    <message>
        <source>The GStreamer pipeline cannot be built: %1.</source>
        <translation>Die GStreamer-Pipeline lässt sich nicht aufbauen: %1.</translation>
    </message>
    <message>
        <source>Try the same description with gst-launch-1.0 and an autovideosink.</source>
        <translation>Dieselbe Beschreibung mit gst-launch-1.0 und einer autovideosink versuchen.</translation>
    </message>
    <message>
        <source>The GStreamer pipeline lacks a plugin: %1.</source>
        <translation>Der GStreamer-Pipeline fehlt ein Plugin: %1.</translation>
    </message>
    <message>
        <source>Install gstreamer1.0-libav, or gstreamer1.0-plugins-good, -bad or -ugly.</source>
        <translation>gstreamer1.0-libav installieren, oder gstreamer1.0-plugins-good, -bad oder -ugly.</translation>
    </message>
    <message>
        <source>The GStreamer pipeline failed: %1.</source>
        <translation>Die GStreamer-Pipeline hat versagt: %1.</translation>
    </message>
    <message>
        <source>The pipeline is not open.</source>
        <translation>Die Pipeline ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>GStreamer cannot be started.</source>
        <translation>GStreamer lässt sich nicht starten.</translation>
    </message>
    <message>
        <source>Reinstall the package libgstreamer1.0-0.</source>
        <translation>Das Paket libgstreamer1.0-0 neu installieren.</translation>
    </message>
    <message>
        <source>The GStreamer pipeline holds no appsink to take pictures from.</source>
        <translation>Die GStreamer-Pipeline enthält keine appsink, aus der Bilder zu nehmen wären.</translation>
    </message>
    <message>
        <source>Leave its end open, or end it in &quot;videoconvert ! video/x-raw,format=BGR ! appsink&quot;.</source>
        <translation>Das Ende offen lassen, oder mit &quot;videoconvert ! video/x-raw,format=BGR ! appsink&quot; enden lassen.</translation>
    </message>
    <message>
        <source>The GStreamer pipeline cannot be started.</source>
        <translation>Die GStreamer-Pipeline lässt sich nicht starten.</translation>
    </message>
    <message>
        <source>The GStreamer pipeline ended before its first picture.</source>
        <translation>Die GStreamer-Pipeline endete vor ihrem ersten Bild.</translation>
    </message>
    <message>
        <source>The GStreamer pipeline sent no picture for 10 s: time-out.</source>
        <translation>Die GStreamer-Pipeline hat 10 s lang kein Bild gesendet: Zeit abgelaufen.</translation>
    </message>
    <message>
        <source>Check that its source delivers video.</source>
        <translation>Prüfen, ob ihre Quelle Video liefert.</translation>
    </message>
    <message>
        <source>%1 has ended: the other side closed the connection.</source>
        <translation>%1 ist zu Ende: Die Gegenseite hat die Verbindung geschlossen.</translation>
    </message>
    <message>
        <source>Check that it still runs, and open it again.</source>
        <translation>Prüfen, ob es noch läuft, und noch einmal öffnen.</translation>
    </message>
    <message>
        <source>A GStreamer pipeline cannot be sought.</source>
        <translation>In einer GStreamer-Pipeline lässt sich nicht springen.</translation>
    </message>
    <message>
        <source>Open the file itself, without a pipeline.</source>
        <translation>Die Datei selbst öffnen, ohne Pipeline.</translation>
    </message>
    <message>
        <source>%1 cannot be read because of an internal failure.</source>
        <translation>%1 ist wegen eines inneren Fehlers nicht lesbar.</translation>
    </message>
    <message>
        <source>Close other programs, in case memory ran out, and try again.</source>
        <translation>Andere Programme schließen, falls der Speicher ausging, und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>%1 uses %2 of its 16 bits: it is shown stretched to these, brighter than it is stored.</source>
        <translation>%1 nutzt %2 seiner 16 Bit: Es wird auf diese gespreizt gezeigt, heller als gespeichert.</translation>
    </message>
    <message>
        <source>%1 cannot be read.</source>
        <translation>%1 ist nicht lesbar.</translation>
    </message>
    <message>
        <source>%1 is larger than 2 GiB: pictures are read up to that size.</source>
        <translation>%1 ist größer als 2 GiB: Bilder werden bis zu dieser Größe gelesen.</translation>
    </message>
    <message>
        <source>Save it as JPEG or PNG.</source>
        <translation>Als JPEG oder PNG speichern.</translation>
    </message>
    <message>
        <source>%1 is too large: it has more than a thousand megapixels, or more than a million pixels along a side.</source>
        <translation>%1 ist zu groß: Es hat mehr als tausend Megapixel oder mehr als eine Million Pixel entlang einer Seite.</translation>
    </message>
    <message>
        <source>Scale it down, or cut it into parts, with another program.</source>
        <translation>Mit einem anderen Programm verkleinern oder in Teile schneiden.</translation>
    </message>
    <message>
        <source>%1 is not an image in any format known here, or it is damaged.</source>
        <translation>%1 ist kein Bild in einem hier bekannten Format, oder es ist beschädigt.</translation>
    </message>
    <message>
        <source>Check that other programs can show it; save it as PNG or JPEG.</source>
        <translation>Prüfen, ob andere Programme es zeigen; als PNG oder JPEG speichern.</translation>
    </message>
    <message>
        <source>%1 is an animation of %2 frames: only the first is read.</source>
        <translation>%1 ist eine Animation aus %2 Bildern: Nur das erste wird gelesen.</translation>
    </message>
    <message>
        <source>%1 has %2 pages: only the first is read.</source>
        <translation>%1 hat %2 Seiten: Nur die erste wird gelesen.</translation>
    </message>
    <message>
        <source>The folder %1 may not be read: permission denied.</source>
        <translation>Der Ordner %1 darf nicht gelesen werden: Zugriff verweigert.</translation>
    </message>
    <message>
        <source>Change its permissions.</source>
        <translation>Seine Rechte ändern.</translation>
    </message>
    <message>
        <source>The folder %1 holds no pictures.</source>
        <translation>Der Ordner %1 enthält keine Bilder.</translation>
    </message>
    <message>
        <source>Pictures are files such as .jpg, .png, .bmp, .tif, .webp; folders in it are not searched.</source>
        <translation>Bilder sind Dateien wie .jpg, .png, .bmp, .tif, .webp; Ordner darin werden nicht durchsucht.</translation>
    </message>
    <message>
        <source>No pictures match %1.</source>
        <translation>Zu %1 passen keine Bilder.</translation>
    </message>
    <message>
        <source>Check the path; * stands for any characters, ? for one.</source>
        <translation>Den Pfad prüfen; * steht für beliebige Zeichen, ? für eines.</translation>
    </message>
    <message>
        <source>image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>The pictures are not open.</source>
        <translation>Die Bilder sind nicht geöffnet.</translation>
    </message>
    <message>
        <source>%1 has no table of contents: it is cut off, or its recording was not finished.</source>
        <translation>%1 hat kein Inhaltsverzeichnis: Die Datei ist abgeschnitten, oder ihre Aufnahme wurde nicht beendet.</translation>
    </message>
    <message>
        <source>Copy or record it again; a program such as untrunc may save the pictures in it.</source>
        <translation>Noch einmal kopieren oder aufnehmen; ein Programm wie untrunc rettet vielleicht die Bilder darin.</translation>
    </message>
    <message>
        <source>%1 is not a video in any format known here, or it is damaged from the start.</source>
        <translation>%1 ist kein Video in einem hier bekannten Format, oder von Anfang an beschädigt.</translation>
    </message>
    <message>
        <source>Check that other players can show it; convert it with ffmpeg.</source>
        <translation>Prüfen, ob andere Abspielprogramme es zeigen; mit ffmpeg umwandeln.</translation>
    </message>
    <message>
        <source>%1 is cut off: it ends before its first picture.</source>
        <translation>%1 ist abgeschnitten: Es endet vor seinem ersten Bild.</translation>
    </message>
    <message>
        <source>Copy or record it again.</source>
        <translation>Noch einmal kopieren oder aufnehmen.</translation>
    </message>
    <message>
        <source>Reading %1 failed: the disk or the network drive reports an error.</source>
        <translation>Das Lesen von %1 ist fehlgeschlagen: Der Datenträger oder das Netzlaufwerk meldet einen Fehler.</translation>
    </message>
    <message>
        <source>Check the disk&apos;s connection, and copy the file to another disk.</source>
        <translation>Die Verbindung des Datenträgers prüfen, und die Datei auf einen anderen kopieren.</translation>
    </message>
    <message>
        <source>%1 cannot be read as a video.</source>
        <translation>%1 lässt sich nicht als Video lesen.</translation>
    </message>
    <message>
        <source>Check that other players can show it.</source>
        <translation>Prüfen, ob andere Abspielprogramme es zeigen.</translation>
    </message>
    <message>
        <source>The camera %1 is in use by another program.</source>
        <translation>Die Kamera %1 wird von einem anderen Programm benutzt.</translation>
    </message>
    <message>
        <source>Close the program that shows it.</source>
        <translation>Das Programm schließen, das sie zeigt.</translation>
    </message>
    <message>
        <source>The camera %1 does not answer: it seems to be unplugged.</source>
        <translation>Die Kamera %1 antwortet nicht: Sie scheint nicht eingesteckt zu sein.</translation>
    </message>
    <message>
        <source>%1 is not a camera.</source>
        <translation>%1 ist keine Kamera.</translation>
    </message>
    <message>
        <source>Choose a video capture device.</source>
        <translation>Ein Gerät zur Videoaufnahme wählen.</translation>
    </message>
    <message>
        <source>The camera %1 cannot be opened.</source>
        <translation>Die Kamera %1 lässt sich nicht öffnen.</translation>
    </message>
    <message>
        <source>Unplug it and plug it in again, or try another program with it.</source>
        <translation>Aus- und wieder einstecken, oder ein anderes Programm damit versuchen.</translation>
    </message>
    <message>
        <source>%1 cannot be opened: the computer there refused the connection.</source>
        <translation>%1 lässt sich nicht öffnen: Der Rechner dort hat die Verbindung abgelehnt.</translation>
    </message>
    <message>
        <source>Check the address and the port, and that the camera or server runs.</source>
        <translation>Adresse und Port prüfen, und ob die Kamera oder der Server läuft.</translation>
    </message>
    <message>
        <source>%1 cannot be reached over the network.</source>
        <translation>%1 ist über das Netz nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check the address and the network connection.</source>
        <translation>Adresse und Netzverbindung prüfen.</translation>
    </message>
    <message>
        <source>%1 wants other credentials.</source>
        <translation>%1 verlangt andere Zugangsdaten.</translation>
    </message>
    <message>
        <source>Write user and password into the address: scheme://user:password@host/...</source>
        <translation>Benutzer und Passwort in die Adresse schreiben: scheme://user:password@host/...</translation>
    </message>
    <message>
        <source>The server knows no %1 (404, not found).</source>
        <translation>Der Server kennt %1 nicht (404, nicht gefunden).</translation>
    </message>
    <message>
        <source>Check the path in the address; for cameras it stands in the manual.</source>
        <translation>Den Pfad in der Adresse prüfen; bei Kameras steht er in der Anleitung.</translation>
    </message>
    <message>
        <source>The protocol of %1 is not known here.</source>
        <translation>Das Protokoll von %1 ist hier nicht bekannt.</translation>
    </message>
    <message>
        <source>Use rtsp://, http:// or https://, or a GStreamer pipeline.</source>
        <translation>rtsp://, http:// oder https:// benutzen, oder eine GStreamer-Pipeline.</translation>
    </message>
    <message>
        <source>%1 has its index at the end, and cannot be read from there: the server sends it from the start only, or all of it has not come.</source>
        <translation>%1 hat seinen Index am Ende und ist von dort nicht lesbar: Der Server sendet nur von Anfang an, oder es ist noch nicht alles angekommen.</translation>
    </message>
    <message>
        <source>Download it and open the file, or move the index to the front: ffmpeg -i in.mp4 -c copy -movflags +faststart out.mp4.</source>
        <translation>Herunterladen und die Datei öffnen, oder den Index nach vorn bringen: ffmpeg -i in.mp4 -c copy -movflags +faststart out.mp4.</translation>
    </message>
    <message>
        <source>What %1 sends is not a video in any format known here.</source>
        <translation>Was %1 sendet, ist kein Video in einem hier bekannten Format.</translation>
    </message>
    <message>
        <source>It may be the page around the video: use the address of the stream itself.</source>
        <translation>Vielleicht ist es die Seite um das Video herum: die Adresse des Streams selbst benutzen.</translation>
    </message>
    <message>
        <source>%1 cannot be opened or broke off.</source>
        <translation>%1 lässt sich nicht öffnen oder brach ab.</translation>
    </message>
    <message>
        <source>Check the address and the network, and try again.</source>
        <translation>Adresse und Netz prüfen, und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>%1 was stopped.</source>
        <translation>%1 wurde angehalten.</translation>
    </message>
    <message>
        <source>%1 sent nothing for a long time: time-out.</source>
        <translation>%1 hat lange nichts gesendet: Zeit abgelaufen.</translation>
    </message>
    <message>
        <source>Check that it runs and that the network reaches it, and try again.</source>
        <translation>Prüfen, ob es läuft und über das Netz erreichbar ist, und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Add yourself to the group &quot;video&quot; and log in again.</source>
        <translation>Sich in die Gruppe „video“ aufnehmen und neu anmelden.</translation>
    </message>
    <message>
        <source>Change the permissions of the file.</source>
        <translation>Die Rechte der Datei ändern.</translation>
    </message>
    <message>
        <source>There is not enough memory for %1.</source>
        <translation>Für %1 reicht der Speicher nicht.</translation>
    </message>
    <message>
        <source>Close other programs.</source>
        <translation>Andere Programme schließen.</translation>
    </message>
    <message>
        <source>This GStreamer pipeline holds %1, which may do more than read and decode a video, and nobody typed it here: it is not run.</source>
        <translation>Diese GStreamer-Pipeline enthält %1, was mehr tun kann als ein Video lesen und dekodieren, und niemand hat sie hier eingetippt: Sie wird nicht ausgeführt.</translation>
    </message>
    <message>
        <source>If you know what it does, type it into Open pipeline or on the command line.</source>
        <translation>Wer weiß, was sie tut, tippt sie unter „Pipeline öffnen“ oder auf der Befehlszeile ein.</translation>
    </message>
    <message>
        <source>an AVIF picture</source>
        <translation>ein AVIF-Bild</translation>
    </message>
    <message>
        <source>a HEIF picture (HEIC)</source>
        <translation>ein HEIF-Bild (HEIC)</translation>
    </message>
    <message>
        <source>%1 is %2, not a video.</source>
        <translation>%1 ist %2, kein Video.</translation>
    </message>
    <message>
        <source>Give it a name that ends in %1, and open it as a picture.</source>
        <translation>Einen Namen geben, der auf %1 endet, und als Bild öffnen.</translation>
    </message>
    <message>
        <source>Save it as JPEG or PNG with the program or the phone that it comes from, or by heif-convert of libheif; or install a plugin of Qt 6 that reads it (package kimageformat6-plugins, where the system has it).</source>
        <translation>Mit dem Programm oder Telefon, von dem es stammt, oder mit heif-convert von libheif als JPEG oder PNG speichern; oder ein Plugin von Qt 6 installieren, das es liest (Paket kimageformat6-plugins, wo das System es hat).</translation>
    </message>
    <message>
        <source>%1 is %2, but damaged, or of a kind that the installed plugin of Qt does not read.</source>
        <translation>%1 ist %2, aber beschädigt, oder von einer Art, die das installierte Plugin von Qt nicht liest.</translation>
    </message>
    <message>
        <source>A text that comes from elsewhere is never run as a GStreamer pipeline: %1</source>
        <translation>Ein Text, der von anderswo kommt, wird nie als GStreamer-Pipeline ausgeführt: %1</translation>
    </message>
    <message>
        <source>Such a text is a program. If you know what it does, paste it into Open pipeline.</source>
        <translation>Ein solcher Text ist ein Programm. Wer weiß, was es tut, fügt ihn unter „Pipeline öffnen“ ein.</translation>
    </message>
    <message>
        <source>This is neither a file on this computer nor the address of a stream: %1</source>
        <translation>Dies ist weder eine Datei auf diesem Rechner noch die Adresse eines Streams: %1</translation>
    </message>
    <message>
        <source>Drop a file, or an address that begins with rtsp://, http:// or the like.</source>
        <translation>Eine Datei hierher ziehen, oder eine Adresse, die mit rtsp://, http:// oder Ähnlichem beginnt.</translation>
    </message>
    <message>
        <source>Addresses that begin with %1:// are not opened from elsewhere: %2</source>
        <translation>Adressen, die mit %1:// beginnen, werden von anderswo nicht geöffnet: %2</translation>
    </message>
    <message>
        <source>If you trust it, type it into Open stream.</source>
        <translation>Wer ihr vertraut, tippt sie unter „Stream öffnen“ ein.</translation>
    </message>
    <message>
        <source>An address holds no spaces or line ends: %1</source>
        <translation>Eine Adresse enthält weder Leerzeichen noch Zeilenenden: %1</translation>
    </message>
    <message>
        <source>Drop the address alone, without text around it.</source>
        <translation>Die Adresse allein ablegen, ohne Text darum herum.</translation>
    </message>
    <message>
        <source>The stream is not open.</source>
        <translation>Der Stream ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>No camera is plugged in: plug one in, and check that the system sees it.</source>
        <translation>Keine Kamera ist eingesteckt: eine einstecken, und prüfen, ob das System sie sieht.</translation>
    </message>
    <message>
        <source>Cameras present: %1.</source>
        <translation>Vorhandene Kameras: %1.</translation>
    </message>
    <message>
        <source>The file %1 in this folder is opened as ./%1.</source>
        <translation>Die Datei %1 in diesem Ordner wird als ./%1 geöffnet.</translation>
    </message>
    <message>
        <source>There is no camera %1.</source>
        <translation>Eine Kamera %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>%1 ended before its first picture.</source>
        <translation>%1 endete vor dem ersten Bild.</translation>
    </message>
    <message>
        <source>Check that it sends video, and try again.</source>
        <translation>Prüfen, ob es Video sendet, und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>%1 sent no picture that can be decoded.</source>
        <translation>%1 hat kein Bild gesendet, das sich dekodieren lässt.</translation>
    </message>
    <message>
        <source>Check its settings: a keyframe every second or two is right.</source>
        <translation>Die Einstellungen dort prüfen: Ein Schlüsselbild alle ein bis zwei Sekunden ist richtig.</translation>
    </message>
    <message>
        <source>Set another format at the camera or server.</source>
        <translation>An der Kamera oder am Server ein anderes Format einstellen.</translation>
    </message>
    <message>
        <source>%1 cannot be sought: it is read as it comes.</source>
        <translation>In %1 lässt sich nicht springen: Es wird gelesen, wie es kommt.</translation>
    </message>
    <message>
        <source>Download or record it, and open the file.</source>
        <translation>Herunterladen oder aufnehmen, und die Datei öffnen.</translation>
    </message>
    <message>
        <source>%1 cannot be opened: no computer is known by the name %2.</source>
        <translation>%1 lässt sich nicht öffnen: Unter dem Namen %2 ist kein Rechner bekannt.</translation>
    </message>
    <message>
        <source>Check the spelling and the network connection, or use its IP address.</source>
        <translation>Schreibweise und Netzverbindung prüfen, oder die IP-Adresse benutzen.</translation>
    </message>
    <message>
        <source>The video of %1 is in the format %2, for which there is no decoder.</source>
        <translation>Das Video von %1 ist im Format %2, für das es keinen Dekodierer gibt.</translation>
    </message>
    <message>
        <source>Convert it with a program that knows this format, for instance to H.264 in MP4.</source>
        <translation>Mit einem Programm, das dieses Format kennt, umwandeln, zum Beispiel in H.264 in MP4.</translation>
    </message>
    <message>
        <source>%1 holds only sound (%2) and a cover picture, no video.</source>
        <translation>%1 enthält nur Ton (%2) und ein Titelbild, kein Video.</translation>
    </message>
    <message>
        <source>%1 holds only sound (%2), no video.</source>
        <translation>%1 enthält nur Ton (%2), kein Video.</translation>
    </message>
    <message>
        <source>Choose a file with a video stream.</source>
        <translation>Eine Datei mit einer Videospur wählen.</translation>
    </message>
    <message>
        <source>%1 holds no video stream.</source>
        <translation>%1 enthält keine Videospur.</translation>
    </message>
    <message>
        <source>V4L2 %1</source>
        <translation>V4L2 %1</translation>
    </message>
    <message>
        <source>%1 cannot be watched.</source>
        <translation>%1 lässt sich nicht beobachten.</translation>
    </message>
    <message>
        <source>Choose a part that lies on the screen whole, or a window that is there.</source>
        <translation>Einen Teil wählen, der ganz auf dem Bildschirm liegt, oder ein Fenster, das es gibt.</translation>
    </message>
    <message>
        <source>%1 is no part of a screen.</source>
        <translation>%1 ist kein Teil eines Bildschirms.</translation>
    </message>
    <message>
        <source>Write screen, screen:640x480+10+20 (width, height, left, top), or screen:0x3a00007 (a window, as xwininfo tells it).</source>
        <translation>Zu schreiben ist screen, screen:640x480+10+20 (Breite, Höhe, links, oben) oder screen:0x3a00007 (ein Fenster, wie xwininfo es nennt).</translation>
    </message>
    <message>
        <source>There is no screen to watch.</source>
        <translation>Es gibt keinen Bildschirm, der sich beobachten ließe.</translation>
    </message>
    <message>
        <source>Start Sightglass in a session of X11.</source>
        <translation>Sightglass in einer X11-Sitzung starten.</translation>
    </message>
    <message>
        <source>This FFmpeg cannot watch the screen.</source>
        <translation>Dieses FFmpeg kann den Bildschirm nicht beobachten.</translation>
    </message>
    <message>
        <source>Install one that has x11grab, as Debian&apos;s has.</source>
        <translation>Eines mit x11grab installieren, wie Debian es hat.</translation>
    </message>
    <message>
        <source>The timestamps of %1 are out of order behind its beginning: its pictures cannot be numbered before all of it has been read.</source>
        <translation>Die Zeitstempel von %1 stehen hinter dem Anfang nicht in ihrer Reihenfolge: die Bilder lassen sich erst nummerieren, wenn alles gelesen ist.</translation>
    </message>
    <message>
        <source>It is read to its end first, and its numbers and times may be others than before.</source>
        <translation>Die Datei wird zuerst bis zum Ende gelesen; Nummern und Zeiten können danach andere sein.</translation>
    </message>
    <message>
        <source>%1 has sent nothing for a while that makes a picture.</source>
        <translation>%1 hat eine Weile nichts gesendet, was ein Bild ergibt.</translation>
    </message>
    <message>
        <source>%1 no longer decodes %2: software goes on, from the same picture.</source>
        <translation>%1 dekodiert %2 nicht mehr: Software macht weiter, ab demselben Bild.</translation>
    </message>
    <message>
        <source>%1 goes on with a video in another format.</source>
        <translation>%1 geht mit einem Video in einem anderen Format weiter.</translation>
    </message>
    <message>
        <source>Open it again.</source>
        <translation>Neu öffnen.</translation>
    </message>
    <message>
        <source>The camera %1 cannot be opened: %2</source>
        <translation>Die Kamera %1 lässt sich nicht öffnen: %2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not understood as a size, a rate or a format.</source>
        <translation>„%1“ ist weder als Größe noch als Bildrate noch als Format zu verstehen.</translation>
    </message>
    <message>
        <source>A camera&apos;s mode is written WIDTHxHEIGHT@RATE,FORMAT, as in 1280x720@30,mjpeg; each part may be left out. Formats: %1.</source>
        <translation>Der Modus einer Kamera wird BREITExHÖHE@RATE,FORMAT geschrieben, etwa 1280x720@30,mjpeg; jeder Teil darf fehlen. Formate: %1.</translation>
    </message>
    <message>
        <source>The camera does not offer the format %1.</source>
        <translation>Die Kamera bietet das Format %1 nicht an.</translation>
    </message>
    <message>
        <source>It offers: %1.</source>
        <translation>Sie bietet an: %1.</translation>
    </message>
    <message>
        <source>If it is an address: two slashes follow its colon, as in rtsp://camera/1.</source>
        <translation>Falls es eine Adresse ist: Auf den Doppelpunkt folgen zwei Schrägstriche, wie in rtsp://camera/1.</translation>
    </message>
    <message>
        <source>Plug it in again.</source>
        <translation>Sie wieder einstecken.</translation>
    </message>
    <message>
        <source>The camera %1 is not plugged in.</source>
        <translation>Die Kamera %1 ist nicht eingesteckt.</translation>
    </message>
    <message>
        <source>The camera gives %1 instead of %2.</source>
        <translation>Die Kamera liefert %1 statt %2.</translation>
    </message>
    <message>
        <source>The camera announces %1 pictures a second instead of %2.</source>
        <translation>Die Kamera kündigt %1 Bilder in der Sekunde an statt %2.</translation>
    </message>
    <message>
        <source>%1:// is no protocol that is known here: %2.</source>
        <translation>%1:// ist kein Protokoll, das hier bekannt ist: %2.</translation>
    </message>
    <message>
        <source>Watching the screen of a Wayland session takes GStreamer&apos;s element pipewiresrc, which is not there.</source>
        <translation>Um den Bildschirm einer Wayland-Sitzung zu beobachten, braucht es das GStreamer-Element pipewiresrc, das nicht da ist.</translation>
    </message>
    <message>
        <source>Install the package gstreamer1.0-pipewire.</source>
        <translation>Das Paket gstreamer1.0-pipewire installieren.</translation>
    </message>
    <message>
        <source>Which part of a Wayland session&apos;s screen is watched, the desktop asks.</source>
        <translation>Welcher Teil des Bildschirms einer Wayland-Sitzung beobachtet wird, fragt der Desktop.</translation>
    </message>
    <message>
        <source>Open it as &quot;screen&quot;, and choose there.</source>
        <translation>Als „screen“ öffnen und dort wählen.</translation>
    </message>
    <message>
        <source>The screen is not open.</source>
        <translation>Der Bildschirm ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>A screen cannot be sought.</source>
        <translation>In einem Bildschirm kann nicht gesprungen werden.</translation>
    </message>
    <message>
        <source>The desktop has no portal through which its screen can be watched.</source>
        <translation>Der Desktop hat kein Portal, durch das sich sein Bildschirm beobachten lässt.</translation>
    </message>
    <message>
        <source>Install xdg-desktop-portal and the one of this desktop, such as xdg-desktop-portal-gnome.</source>
        <translation>xdg-desktop-portal und das dieses Desktops installieren, etwa xdg-desktop-portal-gnome.</translation>
    </message>
    <message>
        <source>The desktop did not answer the question for its screen.</source>
        <translation>Der Desktop hat die Frage nach seinem Bildschirm nicht beantwortet.</translation>
    </message>
    <message>
        <source>Try it again.</source>
        <translation>Noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The screen was not shared.</source>
        <translation>Der Bildschirm wurde nicht freigegeben.</translation>
    </message>
    <message>
        <source>Choose a screen or a window when the desktop asks which.</source>
        <translation>Einen Bildschirm oder ein Fenster wählen, wenn der Desktop danach fragt.</translation>
    </message>
</context>
<context>
    <name>sightglass::Menus</name>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open c&amp;amera</source>
        <translation>&amp;Kamera öffnen</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>Berei&amp;che</translation>
    </message>
    <message>
        <source>Appeara&amp;nce</source>
        <translation>Erscheinungsbil&amp;d</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation>&amp;Auswählen</translation>
    </message>
    <message>
        <source>Choose the detection model</source>
        <translation>Das Erkennungsmodell wählen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Show and hide panels, or arrange them anew</source>
        <translation>Bereiche ein- und ausblenden, oder neu anordnen</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Bereiche</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>&amp;Grid</source>
        <translation>Ras&amp;ter</translation>
    </message>
    <message>
        <source>&amp;What the model saw</source>
        <translation>S&amp;prünge zu Ereignissen</translation>
    </message>
</context>
<context>
    <name>sightglass::MessagesModel</name>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Double click for the details</source>
        <translation>Doppelklick für die Einzelheiten</translation>
    </message>
</context>
<context>
    <name>sightglass::MessagesPanel</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>No messages.
What goes wrong is told here, with what to try.</source>
        <translation>Keine Meldungen.
Was schiefgeht, steht hier, und was zu versuchen ist.</translation>
    </message>
    <message>
        <source>Copies the selected messages, or all of them, with their details</source>
        <translation>Kopiert die ausgewählten Meldungen oder alle, mit ihren Einzelheiten</translation>
    </message>
    <message>
        <source>Forgets all messages</source>
        <translation>Vergisst alle Meldungen</translation>
    </message>
</context>
<context>
    <name>sightglass::ModelController</name>
    <message>
        <source>A TorchScript file is a program.</source>
        <translation>Eine TorchScript-Datei ist ein Programm.</translation>
    </message>
    <message>
        <source>%1 comes from %2. It can do whatever you can do here. Load it only if you trust whom it comes from.</source>
        <translation>%1 kommt von %2. Es kann alles, was Sie hier können. Nur laden, wenn Sie der Herkunft vertrauen.</translation>
    </message>
    <message>
        <source>Load it</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Do not</source>
        <translation>Nicht laden</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>Modell öffnen</translation>
    </message>
    <message>
        <source>The other file of %1</source>
        <translation>Die andere Datei von %1</translation>
    </message>
    <message>
        <source>Model files (%1);;All files (*)</source>
        <translation>Modelldateien (%1);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1: saved in %2</source>
        <translation>%1: gespeichert in %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Comes with the program</source>
        <translation>Gehört zum Programm</translation>
    </message>
</context>
<context>
    <name>sightglass::ModelDetails</name>
    <message>
        <source>0 to 255</source>
        <translation>0 bis 255</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>What kind of file it is, by its content</source>
        <translation>Welche Art von Datei es dem Inhalt nach ist</translation>
    </message>
    <message>
        <source>Producer</source>
        <translation>Erzeuger</translation>
    </message>
    <message>
        <source>What wrote the file, as it tells itself</source>
        <translation>Was die Datei geschrieben hat, wie sie selbst sagt</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>Eingaben</translation>
    </message>
    <message>
        <source>Name, shape and type of what the network takes</source>
        <translation>Name, Form und Typ dessen, was das Netz nimmt</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>Ausgaben</translation>
    </message>
    <message>
        <source>Name, shape and type of what the network gives, as one run showed</source>
        <translation>Name, Form und Typ dessen, was das Netz gibt, wie ein Lauf zeigte</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Order of the channels, and what is made of a pixel x of 0 to 255</source>
        <translation>Reihenfolge der Kanäle, und was aus einem Pixel x von 0 bis 255 wird</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>How many numbers the network was trained to</source>
        <translation>Auf wie viele Zahlen das Netz trainiert wurde</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Of the file, or of both where there are two</source>
        <translation>Der Datei, oder von beiden, wo es zwei sind</translation>
    </message>
    <message>
        <source>One run</source>
        <translation>Ein Lauf</translation>
    </message>
    <message>
        <source>Time of the network alone on one picture, once warm, on this machine</source>
        <translation>Zeit des Netzes allein für ein Bild, wenn es warm ist, auf diesem Rechner</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>What the model&apos;s file says of itself</source>
        <translation>Was die Datei des Modells über sich sagt</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Where the model lies</source>
        <translation>Wo das Modell liegt</translation>
    </message>
    <message>
        <source>Sidecar</source>
        <translation>Begleitdatei</translation>
    </message>
    <message>
        <source>The file beside the model that says how to use it</source>
        <translation>Die Datei neben dem Modell, die sagt, wie es zu benutzen ist</translation>
    </message>
</context>
<context>
    <name>sightglass::ModelEditor</name>
    <message>
        <source>Save beside the model</source>
        <translation>Neben dem Modell speichern</translation>
    </message>
    <message>
        <source>Write what was adjusted into a file beside the model, which is read with it from now on</source>
        <translation>Das Angepasste in eine Datei neben dem Modell schreiben, die von nun an mit ihm gelesen wird</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Take back what is not saved</source>
        <translation>Zurücknehmen, was nicht gespeichert ist</translation>
    </message>
    <message>
        <source>Saved in %1</source>
        <translation>Gespeichert in %1</translation>
    </message>
    <message>
        <source>x, y</source>
        <translation>x, y</translation>
    </message>
    <message>
        <source>x, y, visible</source>
        <translation>x, y, sichtbar</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>What the model is called</source>
        <translation>Wie das Modell heißt</translation>
    </message>
    <message>
        <source>A model needs a name.</source>
        <translation>Ein Modell braucht einen Namen.</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>Familie</translation>
    </message>
    <message>
        <source>How the model&apos;s outputs are read; those that fit come first</source>
        <translation>Wie die Ausgaben des Modells gelesen werden; passende stehen vorn</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Names of the classes, one a line from class 0 on</source>
        <translation>Namen der Klassen, einer je Zeile, ab Klasse 0</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Konfidenz</translation>
    </message>
    <message>
        <source>The threshold to start with, 0 to 1</source>
        <translation>Die Schwelle zu Beginn, 0 bis 1</translation>
    </message>
    <message>
        <source>Input width in pixels</source>
        <translation>Breite der Eingabe in Pixeln</translation>
    </message>
    <message>
        <source>Input height in pixels</source>
        <translation>Höhe der Eingabe in Pixeln</translation>
    </message>
    <message>
        <source>any</source>
        <translation>jede</translation>
    </message>
    <message>
        <source>Input size</source>
        <translation>Eingabegröße</translation>
    </message>
    <message>
        <source>Width and height of the network&apos;s input, pixels</source>
        <translation>Breite und Höhe der Eingabe des Netzes, in Pixeln</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassung</translation>
    </message>
    <message>
        <source>How a picture is brought to the input&apos;s size</source>
        <translation>Wie ein Bild auf die Größe der Eingabe gebracht wird</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Order of the colours in the network&apos;s input</source>
        <translation>Reihenfolge der Farben in der Eingabe des Netzes</translation>
    </message>
    <message>
        <source>Divisor</source>
        <translation>Teiler</translation>
    </message>
    <message>
        <source>a number above 0 that each value of 0 to 255 is divided by</source>
        <translation>eine Zahl über 0, durch die jeder Wert von 0 bis 255 geteilt wird</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>one number or three, one a channel, taken off after the division</source>
        <translation>eine Zahl oder drei, eine je Kanal, nach der Teilung abgezogen</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>Abweichung</translation>
    </message>
    <message>
        <source>one number above 0 or three, one a channel, divided by in the end</source>
        <translation>eine Zahl über 0 oder drei, eine je Kanal, durch die zuletzt geteilt wird</translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation>Schlüsselpunkte</translation>
    </message>
    <message>
        <source>How many keypoints each thing has</source>
        <translation>Wie viele Schlüsselpunkte jedes Ding hat</translation>
    </message>
    <message>
        <source>Each holds</source>
        <translation>Jeder hat</translation>
    </message>
    <message>
        <source>What a keypoint is told by</source>
        <translation>Woraus ein Schlüsselpunkt besteht</translation>
    </message>
    <message>
        <source>Nothing speaks for it</source>
        <translation>Dafür spricht nichts</translation>
    </message>
</context>
<context>
    <name>sightglass::ModelLoader</name>
    <message>
        <source>Loading the model %1 failed unexpectedly.</source>
        <translation>Das Laden des Modells %1 ist unerwartet fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Try another file.</source>
        <translation>Eine andere Datei versuchen.</translation>
    </message>
</context>
<context>
    <name>sightglass::ModelPanel</name>
    <message>
        <source>Choose a built-in model, or open a model&apos;s file.</source>
        <translation>Ein eingebautes Modell wählen, oder die Datei eines Modells öffnen.</translation>
    </message>
    <message>
        <source>Adjust …</source>
        <translation>Anpassen …</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Choose model</source>
        <translation>Modell wählen</translation>
    </message>
    <message>
        <source>Built-in models, models used before, or a file</source>
        <translation>Eingebaute Modelle, früher benutzte, oder eine Datei</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Load the same model again, from its file</source>
        <translation>Dasselbe Modell noch einmal aus seiner Datei laden</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>Entladen</translation>
    </message>
    <message>
        <source>Go on without a model</source>
        <translation>Ohne Modell weitermachen</translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>nicht gespeichert</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>%1 runs on meanwhile.</source>
        <translation>%1 läuft inzwischen weiter.</translation>
    </message>
    <message>
        <source>Loading %1 …</source>
        <translation>%1 wird geladen …</translation>
    </message>
    <message>
        <source>Open model file …</source>
        <translation>Modelldatei öffnen …</translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>Eingebaut</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt benutzt</translation>
    </message>
</context>
<context>
    <name>sightglass::ModelReadings</name>
    <message>
        <source>Fits as %1. %2</source>
        <translation>Passt als %1. %2</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>Chosen by you.</source>
        <translation>Von Hand gewählt.</translation>
    </message>
    <message>
        <source>Choose what looks right:</source>
        <translation>Wählen, was richtig aussieht:</translation>
    </message>
</context>
<context>
    <name>sightglass::ModelRun</name>
    <message>
        <source>%1 was asked for</source>
        <translation>Gewünscht war %1</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Where the model runs; a change loads it again</source>
        <translation>Wo das Modell läuft; eine Änderung lädt es neu</translation>
    </message>
    <message>
        <source>Why it runs otherwise is among the notes</source>
        <translation>Warum es anders läuft, steht unter den Hinweisen</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Numbers the model computes with; a change loads it again</source>
        <translation>Zahlen, mit denen das Modell rechnet; eine Änderung lädt es neu</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Threads of one inference; a change loads the model again</source>
        <translation>Threads einer Inferenz; eine Änderung lädt das Modell neu</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Arbeiter</translation>
    </message>
    <message>
        <source>Copies of the model that run beside each other; a change loads the model again</source>
        <translation>Kopien des Modells, die nebeneinander laufen; eine Änderung lädt das Modell neu</translation>
    </message>
    <message>
        <source>quantised</source>
        <translation>quantisiert</translation>
    </message>
    <message>
        <source>%1.
Measured: %2</source>
        <translation>%1.
Gemessen: %2</translation>
    </message>
    <message>
        <source>automatic (%1)</source>
        <translation>automatisch (%1)</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>Backend</source>
        <translation>Backend</translation>
    </message>
    <message>
        <source>The library that runs the model; a change loads it again</source>
        <translation>Die Bibliothek, die das Modell ausführt; eine Änderung lädt es neu</translation>
    </message>
</context>
<context>
    <name>sightglass::ModelStatus</name>
    <message>
        <source>Choose the other file …</source>
        <translation>Die andere Datei wählen …</translation>
    </message>
    <message>
        <source>Loading a model</source>
        <translation>Ein Modell wird geladen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Do not take the model that is being loaded</source>
        <translation>Das Modell, das geladen wird, nicht nehmen</translation>
    </message>
</context>
<context>
    <name>sightglass::ModelSummary</name>
    <message>
        <source>unknown; classes have numbers</source>
        <translation>unbekannt; Klassen haben Nummern</translation>
    </message>
    <message>
        <source>any size</source>
        <translation>jede Größe</translation>
    </message>
    <message>
        <source>%1 × %2 px</source>
        <translation>%1 × %2 px</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>Familie</translation>
    </message>
    <message>
        <source>How the model&apos;s outputs are read, and why so</source>
        <translation>Wie die Ausgaben des Modells gelesen werden, und warum so</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>What the model tells of a picture</source>
        <translation>Was das Modell über ein Bild sagt</translation>
    </message>
    <message>
        <source>Backend</source>
        <translation>Backend</translation>
    </message>
    <message>
        <source>The library that runs the model</source>
        <translation>Die Bibliothek, die das Modell ausführt</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>How many kinds of things the model knows</source>
        <translation>Wie viele Arten von Dingen das Modell kennt</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Size of the network&apos;s input, and how a picture is brought to it</source>
        <translation>Größe der Eingabe des Netzes, und wie ein Bild darauf gebracht wird</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>What was noticed while loading</source>
        <translation>Was beim Laden auffiel</translation>
    </message>
</context>
<context>
    <name>sightglass::NoticeCard</name>
    <message>
        <source>Notice</source>
        <translation>Mitteilung</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>sightglass::NumberField</name>
    <message>
        <source>%1 is the most.</source>
        <translation>%1 ist der größte Wert.</translation>
    </message>
    <message>
        <source>%1 is the least.</source>
        <translation>%1 ist der kleinste Wert.</translation>
    </message>
</context>
<context>
    <name>sightglass::OpeningWorker</name>
    <message>
        <source>Opening %1 failed unexpectedly.</source>
        <translation>Das Öffnen von %1 ist unerwartet fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Try it again.</source>
        <translation>Noch einmal versuchen.</translation>
    </message>
    <message>
        <source>%1 ended before its first picture.</source>
        <translation>%1 endete vor dem ersten Bild.</translation>
    </message>
    <message>
        <source>Open another source.</source>
        <translation>Eine andere Quelle öffnen.</translation>
    </message>
</context>
<context>
    <name>sightglass::PathRow</name>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
</context>
<context>
    <name>sightglass::PipelineDialog</name>
    <message>
        <source>Open pipeline</source>
        <translation>Pipeline öffnen</translation>
    </message>
    <message>
        <source>&amp;GStreamer pipeline, as for gst-launch-1.0:</source>
        <translation>&amp;GStreamer-Pipeline, wie für gst-launch-1.0:</translation>
    </message>
    <message>
        <source>It is not known that you typed this. A pipeline is a program: open it only if you know where it comes from. As it stands, it may read and decode a video and nothing else.</source>
        <translation>Ob Sie dies eingetippt haben, ist nicht bekannt. Eine Pipeline ist ein Programm: nur öffnen, wenn ihre Herkunft bekannt ist. So, wie sie dasteht, darf sie ein Video lesen und dekodieren und nichts weiter.</translation>
    </message>
    <message>
        <source>A pipeline is a program: it can write files, send over the network and run other programs. Its open end is led to the picture.</source>
        <translation>Eine Pipeline ist ein Programm: Sie kann Dateien schreiben, über das Netz senden und andere Programme ausführen. Ihr offenes Ende wird zum Bild geführt.</translation>
    </message>
</context>
<context>
    <name>sightglass::PlaybackController</name>
    <message>
        <source>The marks are cleared</source>
        <translation>Die Markierungen sind gelöscht</translation>
    </message>
    <message>
        <source>Marked from %1</source>
        <translation>Markiert ab %1</translation>
    </message>
    <message>
        <source>Marked to %1</source>
        <translation>Markiert bis %1</translation>
    </message>
    <message>
        <source>Marked from %1 to %2</source>
        <translation>Markiert von %1 bis %2</translation>
    </message>
    <message>
        <source>frame %1 (%2)</source>
        <translation>Bild %1 (%2)</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Gehe zu %1</translation>
    </message>
    <message>
        <source>Mark from here</source>
        <translation>Ab hier markieren</translation>
    </message>
    <message>
        <source>Mark to here</source>
        <translation>Bis hier markieren</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Abspielen</translation>
    </message>
</context>
<context>
    <name>sightglass::PreferencesDialog</name>
    <message>
        <source>&amp;Font:</source>
        <translation>Schri&amp;ftart:</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Defaults</source>
        <translation>&amp;Vorgaben</translation>
    </message>
    <message>
        <source>Boxes and labels as they were at first</source>
        <translation>Rahmen und Beschriftungen, wie sie anfangs waren</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Thickness of boxes and skeletons (export: --line-width)</source>
        <translation>Strichstärke von Rahmen und Skeletten (export: --line-width)</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>How much the inside of boxes is tinted in the colour of the class (export: --fill)</source>
        <translation>Wie stark das Innere der Rahmen in der Farbe der Klasse getönt ist (export: --fill)</translation>
    </message>
    <message>
        <source>Height of the letters; labels shrink by themselves where boxes are dense (export: --label-size)</source>
        <translation>Höhe der Buchstaben; Beschriftungen schrumpfen von selbst, wo Rahmen dicht liegen (export: --label-size)</translation>
    </message>
    <message>
        <source>Another font than the window&apos;s</source>
        <translation>Eine andere Schriftart als die des Fensters</translation>
    </message>
    <message>
        <source>Font of the labels</source>
        <translation>Schriftart der Beschriftungen</translation>
    </message>
    <message>
        <source>Boxes and labels</source>
        <translation>Rahmen und Beschriftungen</translation>
    </message>
    <message>
        <source>&amp;Line width:</source>
        <translation>&amp;Linienstärke:</translation>
    </message>
    <message>
        <source>F&amp;ill of boxes:</source>
        <translation>Füll&amp;ung der Rahmen:</translation>
    </message>
    <message>
        <source>Label &amp;size:</source>
        <translation>Schrift&amp;größe:</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie die Arbeitsumgebung</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Pixels of the source</source>
        <translation>Pixel der Quelle</translation>
    </message>
    <message>
        <source>Percent of the picture</source>
        <translation>Prozent des Bildes</translation>
    </message>
    <message>
        <source>What the table of detections tells places and sizes in; copies and exports are in pixels</source>
        <translation>Worin die Tabelle der Erkennungen Orte und Größen nennt; Kopien und Exporte sind in Pixeln</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>&amp;Theme:</source>
        <translation>Ersche&amp;inungsbild:</translation>
    </message>
    <message>
        <source>&amp;Units of boxes:</source>
        <translation>&amp;Einheit der Rahmen:</translation>
    </message>
    <message>
        <source>Lan&amp;guage:</source>
        <translation>S&amp;prache:</translation>
    </message>
    <message>
        <source>Another language is spoken from the next start.</source>
        <translation>Eine andere Sprache gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Open at the start what was open at the &amp;end</source>
        <translation>Beim Start öffnen, was am Ende &amp;offen war</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>How much of each live source is there to be kept, when something has just happened; 0: nothing. Costs some 5 ms of a processor for a picture of 1280 x 720.</source>
        <translation>Wie viel von jeder Live-Quelle zum Sichern bereitliegt, wenn gerade etwas geschehen ist; 0: nichts. Kostet etwa 5 ms eines Prozessors für ein Bild von 1280 x 720.</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>The most memory that this takes of each source; the seconds are fewer then</source>
        <translation>So viel Speicher belegt das je Quelle höchstens; es sind dann weniger Sekunden</translation>
    </message>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>After so long a recording goes on in another file; 0: never</source>
        <translation>Nach dieser Zeit geht eine Aufnahme in einer neuen Datei weiter; 0: nie</translation>
    </message>
    <message>
        <source>Ch&amp;oose…</source>
        <translation>&amp;Auswählen…</translation>
    </message>
    <message>
        <source>Where recordings go</source>
        <translation>Wohin Aufnahmen kommen</translation>
    </message>
    <message>
        <source>Write each file &amp;with boxes, too</source>
        <translation>Jede Datei auch &amp;mit Rahmen schreiben</translation>
    </message>
    <message>
        <source>When a recording is whole, the panel &quot;Exports&quot; writes it as MP4 with boxes, and its detections as a list, with the model and the thresholds of that moment</source>
        <translation>Ist eine Aufnahme fertig, schreibt der Bereich „Exporte“ sie als MP4 mit Rahmen und ihre Erkennungen als Liste, mit dem Modell und den Schwellen dieses Augenblicks</translation>
    </message>
    <message>
        <source>Cameras and streams</source>
        <translation>Kameras und Streams</translation>
    </message>
    <message>
        <source>&amp;Keep the last:</source>
        <translation>Zule&amp;tzt behalten:</translation>
    </message>
    <message>
        <source>In at &amp;most:</source>
        <translation>In &amp;höchstens:</translation>
    </message>
    <message>
        <source>&amp;Recordings in:</source>
        <translation>Auf&amp;nahmen in:</translation>
    </message>
    <message>
        <source>A&amp;nother file after:</source>
        <translation>Neue &amp;Datei nach:</translation>
    </message>
    <message>
        <source>The graphics card, where it is exact</source>
        <translation>Grafikkarte, wo sie genau ist</translation>
    </message>
    <message>
        <source>Software</source>
        <translation>Software</translation>
    </message>
    <message>
        <source>A device has to decode the first pictures as software does, else software goes on. Counts for what is opened from now on. Exports are decoded in software always.</source>
        <translation>Ein Gerät muss die ersten Bilder so dekodieren wie Software, sonst macht diese weiter. Gilt für das, was von jetzt an geöffnet wird. Exporte werden immer in Software dekodiert.</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Decoded &amp;by:</source>
        <translation>De&amp;kodiert durch:</translation>
    </message>
    <message>
        <source>What a model has seen of a file is kept, and not asked of it again. What was not used for longest makes room; 0: nothing is kept. &quot;sightglass cache&quot; lists and clears it.</source>
        <translation>Was ein Modell von einer Datei gesehen hat, wird aufgehoben und nicht noch einmal erfragt. Was am längsten nicht benutzt wurde, macht Platz; 0: Nichts wird aufgehoben. „sightglass cache“ listet und leert es.</translation>
    </message>
    <message>
        <source>Results of models</source>
        <translation>Ergebnisse der Modelle</translation>
    </message>
    <message>
        <source>S&amp;pace on disk, at most:</source>
        <translation>Plat&amp;z auf der Platte, höchstens:</translation>
    </message>
    <message>
        <source>%1 are taken now.</source>
        <translation>Davon sind %1 belegt.</translation>
    </message>
    <message>
        <source>&amp;Analyse files while nothing else runs</source>
        <translation>Dateien analysieren, &amp;während sonst nichts läuft</translation>
    </message>
    <message>
        <source>When nothing has played for some seconds, the model sees every frame of the files that are open, one file after the other; see Model &gt; Analyse clip</source>
        <translation>Wenn einige Sekunden lang nichts gelaufen ist, sieht das Modell jedes Bild der offenen Dateien an, eine nach der anderen; siehe Modell &gt; Clip analysieren</translation>
    </message>
</context>
<context>
    <name>sightglass::Presets</name>
    <message>
        <source>No preset is saved yet</source>
        <translation>Noch ist keine Voreinstellung gespeichert</translation>
    </message>
    <message>
        <source>&amp;Save as a preset…</source>
        <translation>Als &amp;Voreinstellung speichern…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Save as a preset</source>
        <translation>Als Voreinstellung speichern</translation>
    </message>
    <message>
        <source>&amp;Name of these thresholds and classes; one of the same name is replaced:</source>
        <translation>&amp;Name für diese Schwellen und Klassen; eine Voreinstellung gleichen Namens wird ersetzt:</translation>
    </message>
</context>
<context>
    <name>sightglass::QueuedExport</name>
    <message>
        <source>The program ended before this export.</source>
        <translation>Das Programm endete vor diesem Export.</translation>
    </message>
    <message>
        <source>&quot;Try again&quot; goes on where it was.</source>
        <translation>„Noch einmal“ setzt ihn fort, wo er war.</translation>
    </message>
    <message>
        <source>It is no list of exports.</source>
        <translation>Es ist keine Liste von Exporten.</translation>
    </message>
    <message>
        <source>%1 frames, %2 detections.</source>
        <translation>%1 Bilder, %2 Erkennungen.</translation>
    </message>
</context>
<context>
    <name>sightglass::RecordingController</name>
    <message>
        <source>&amp;Keep the last %1 s</source>
        <translation>Die letzten %1 s s&amp;ichern</translation>
    </message>
    <message>
        <source>Recording to %1</source>
        <translation>Aufnahme nach %1</translation>
    </message>
    <message>
        <source>Writing the last %1 s</source>
        <translation>Die letzten %1 s werden geschrieben</translation>
    </message>
    <message>
        <source>Recorded %1, %2 pictures, to %3</source>
        <translation>Aufgenommen: %1, %2 Bilder, in %3</translation>
    </message>
    <message>
        <source>%1 lacks %2 pictures, for which there was no time.</source>
        <translation>In %1 fehlen %2 Bilder, für die keine Zeit war.</translation>
    </message>
    <message>
        <source>Close other programs, or choose a lighter model or a smaller picture.</source>
        <translation>Andere Programme schließen oder ein leichteres Modell oder ein kleineres Bild wählen.</translation>
    </message>
</context>
<context>
    <name>sightglass::ScreenPicker</name>
    <message>
        <source>Watch the screen</source>
        <translation>Bildschirm beobachten</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Drag over the part to watch, or click a window. Enter: the whole screen. Esc: none.</source>
        <translation>Den Teil aufziehen oder auf ein Fenster klicken. Eingabe: der ganze Bildschirm. Esc: nichts davon.</translation>
    </message>
</context>
<context>
    <name>sightglass::ScreenshotSaver</name>
    <message>
        <source>The screenshot could not be written to %1.</source>
        <translation>Der Schnappschuss konnte nicht nach %1 geschrieben werden.</translation>
    </message>
    <message>
        <source>Check that the folder exists and has room.</source>
        <translation>Prüfen, ob es den Ordner gibt und ob darin Platz ist.</translation>
    </message>
</context>
<context>
    <name>sightglass::Section</name>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
</context>
<context>
    <name>sightglass::SeekBar</name>
    <message>
        <source>Position in the file</source>
        <translation>Stelle in der Datei</translation>
    </message>
    <message>
        <source>%1, frame %2</source>
        <translation>%1, Bild %2</translation>
    </message>
    <message>
        <source>%1 % of the file are known; when all are, this goes to any place.</source>
        <translation>%1 % der Datei sind bekannt; sind es alle, führt dies an jede Stelle.</translation>
    </message>
</context>
<context>
    <name>sightglass::ShortcutsDialog</name>
    <message>
        <source>&amp;Replace</source>
        <translation>E&amp;rsetzen</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Default</source>
        <translation>&amp;Standard</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was sie tut</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Aktionen</translation>
    </message>
    <message>
        <source>All to their defaults</source>
        <translation>Alle auf Standard</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>Give the action this key alone; an empty field takes all its keys away</source>
        <translation>Der Aktion nur diese Taste geben; ein leeres Feld nimmt ihr alle Tasten</translation>
    </message>
    <message>
        <source>Give the action this key beside those that it has</source>
        <translation>Der Aktion diese Taste zusätzlich zu ihren anderen geben</translation>
    </message>
    <message>
        <source>Give the action the keys that it had at first</source>
        <translation>Der Aktion die Tasten geben, die sie anfangs hatte</translation>
    </message>
    <message>
        <source>%1:</source>
        <translation>%1:</translation>
    </message>
    <message>
        <source>Choose an action to give it a key.</source>
        <translation>Eine Aktion wählen, um ihr eine Taste zu geben.</translation>
    </message>
    <message>
        <source>%1 is the key of “%2”, which loses it.</source>
        <translation>%1 ist die Taste von „%2“, das sie verliert.</translation>
    </message>
</context>
<context>
    <name>sightglass::SourceController</name>
    <message>
        <source>Open a video, a picture or a model</source>
        <translation>Video, Bild oder Modell öffnen</translation>
    </message>
    <message>
        <source>Open a folder of pictures</source>
        <translation>Bilderordner öffnen</translation>
    </message>
    <message>
        <source>Nothing was opened yet</source>
        <translation>Noch wurde nichts geöffnet</translation>
    </message>
    <message>
        <source>&amp;Forget all of these</source>
        <translation>Alle diese &amp;vergessen</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>No camera is plugged in</source>
        <translation>Keine Kamera ist eingesteckt</translation>
    </message>
    <message>
        <source>&amp;Mode of %1</source>
        <translation>&amp;Modus von %1</translation>
    </message>
</context>
<context>
    <name>sightglass::SourcesPanel</name>
    <message>
        <source>Sources to open</source>
        <translation>Quellen zum Öffnen</translation>
    </message>
    <message>
        <source>Double click or press Enter to open</source>
        <translation>Doppelklick oder Eingabetaste zum Öffnen</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>Kameras</translation>
    </message>
    <message>
        <source>File …</source>
        <translation>Datei …</translation>
    </message>
    <message>
        <source>Open a video, a picture or a folder of pictures</source>
        <translation>Ein Video, ein Bild oder einen Bilderordner öffnen</translation>
    </message>
    <message>
        <source>Stream …</source>
        <translation>Stream …</translation>
    </message>
    <message>
        <source>Open an RTSP or HTTP stream</source>
        <translation>Einen RTSP- oder HTTP-Stream öffnen</translation>
    </message>
    <message>
        <source>Look for cameras again</source>
        <translation>Noch einmal nach Kameras suchen</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Copy its address</source>
        <translation>Adresse &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>Forget &amp;all</source>
        <translation>&amp;Alle vergessen</translation>
    </message>
    <message>
        <source>Drop a video or picture, or open one</source>
        <translation>Video oder Bild hierher ziehen, oder eines öffnen</translation>
    </message>
    <message>
        <source>None found; plug one in, look again</source>
        <translation>Keine; einstecken, neu suchen</translation>
    </message>
    <message>
        <source>No source</source>
        <translation>Keine Quelle</translation>
    </message>
    <message>
        <source>Open a file, a stream or a camera.</source>
        <translation>Eine Datei, einen Stream oder eine Kamera öffnen.</translation>
    </message>
    <message>
        <source>How the video is coded, the device that decodes it in brackets (software does, where there is none), and what it comes in</source>
        <translation>Wie das Video kodiert ist, in Klammern das Gerät, das es dekodiert (wo keines steht, tut es Software), und worin es kommt</translation>
    </message>
</context>
<context>
    <name>sightglass::SpanExportDialog</name>
    <message>
        <source>&amp;Replace files that are there</source>
        <translation>Vorhandene Dateien e&amp;rsetzen</translation>
    </message>
    <message>
        <source>Export spans</source>
        <translation>Abschnitte exportieren</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>&amp;Folder:</source>
        <translation>&amp;Ordner:</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Seconds before and after each span that are exported with it</source>
        <translation>Sekunden vor und nach jedem Abschnitt, die mit exportiert werden</translation>
    </message>
    <message>
        <source>&amp;Margin:</source>
        <translation>&amp;Zugabe:</translation>
    </message>
    <message>
        <source>&amp;Videos:</source>
        <translation>&amp;Videos:</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>Choose a folder that is there.</source>
        <translation>Einen Ordner wählen, den es gibt.</translation>
    </message>
    <message>
        <source>There is no span to export.</source>
        <translation>Es gibt keinen Abschnitt zu exportieren.</translation>
    </message>
    <message>
        <source>&amp;Export %1</source>
        <translation>%1 &amp;exportieren</translation>
    </message>
    <message>
        <source>One video of %1, with the model, thresholds and colours as they are now.</source>
        <translation>Ein Video von %1, mit Modell, Schwellen und Farben, wie sie jetzt sind.</translation>
    </message>
    <message>
        <source>%1 videos of %2 together, one after another, with the model, thresholds and colours as they are now. Spans that overlap with their margins are one.</source>
        <translation>%1 Videos von zusammen %2, nacheinander, mit Modell, Schwellen und Farben, wie sie jetzt sind. Abschnitte, die sich mit ihrer Zugabe überschneiden, sind einer.</translation>
    </message>
</context>
<context>
    <name>sightglass::StartPage</name>
    <message>
        <source>&amp;Demo clip</source>
        <translation>&amp;Demo-Clip</translation>
    </message>
    <message>
        <source>Opened before</source>
        <translation>Früher geöffnet</translation>
    </message>
    <message>
        <source>Drop a video, a picture or a model here</source>
        <translation>Video, Bild oder Modell hierher ziehen</translation>
    </message>
    <message>
        <source>Eighty seconds of people on a pavement</source>
        <translation>Achtzig Sekunden Leute auf einem Gehweg</translation>
    </message>
    <message>
        <source>Open &amp;file…</source>
        <translation>Datei ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>&amp;Camera</source>
        <translation>&amp;Kamera</translation>
    </message>
    <message>
        <source>&amp;Stream…</source>
        <translation>&amp;Stream…</translation>
    </message>
    <message>
        <source>Space plays and pauses, . and , step by frames; the wheel zooms.</source>
        <translation>Leertaste spielt und hält an, . und , gehen bildweise; das Mausrad zoomt.</translation>
    </message>
    <message>
        <source>Turn Confidence while it plays or rests: the boxes follow at once.</source>
        <translation>Konfidenz drehen, auch während es läuft: Die Rahmen folgen sofort.</translation>
    </message>
    <message>
        <source>%1 finds all that can be done, %2 lists the keys.</source>
        <translation>%1 findet alles, was sich tun lässt, %2 zählt die Tasten auf.</translation>
    </message>
</context>
<context>
    <name>sightglass::StatisticsModel</name>
    <message>
        <source>Capture</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Reading and decoding the source</source>
        <translation>Lesen und Dekodieren der Quelle</translation>
    </message>
    <message>
        <source>Pre-process</source>
        <translation>Vorbereitung</translation>
    </message>
    <message>
        <source>Scaling and converting the picture for the model</source>
        <translation>Skalieren und Umwandeln des Bildes für das Modell</translation>
    </message>
    <message>
        <source>Inference</source>
        <translation>Inferenz</translation>
    </message>
    <message>
        <source>The model itself</source>
        <translation>Das Modell selbst</translation>
    </message>
    <message>
        <source>Post-process</source>
        <translation>Auswertung</translation>
    </message>
    <message>
        <source>Reading boxes from the model&apos;s outputs</source>
        <translation>Lesen der Rahmen aus den Ausgaben des Modells</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>Converting and scaling the picture for the view</source>
        <translation>Umwandeln und Skalieren des Bildes für die Ansicht</translation>
    </message>
    <message>
        <source>End to end</source>
        <translation>Insgesamt</translation>
    </message>
    <message>
        <source>From capture to the view, with the frame&apos;s own boxes</source>
        <translation>Von der Aufnahme bis zur Ansicht, mit den eigenen Rahmen des Bildes</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Stages in the order of the flow</source>
        <translation>Stufen in der Reihenfolge des Ablaufs</translation>
    </message>
    <message>
        <source>Rate
1/s</source>
        <translation>Rate
1/s</translation>
    </message>
    <message>
        <source>Frames a second, over the last two seconds</source>
        <translation>Bilder in der Sekunde, über die letzten zwei Sekunden</translation>
    </message>
    <message>
        <source>p50
ms</source>
        <translation>p50
ms</translation>
    </message>
    <message>
        <source>Half of the newest 512 frames took at most so long</source>
        <translation>Die Hälfte der neuesten 512 Bilder brauchte höchstens so lange</translation>
    </message>
    <message>
        <source>p95
ms</source>
        <translation>p95
ms</translation>
    </message>
    <message>
        <source>95 % of the newest 512 frames took at most so long</source>
        <translation>95 % der neuesten 512 Bilder brauchten höchstens so lange</translation>
    </message>
    <message>
        <source>p99
ms</source>
        <translation>p99
ms</translation>
    </message>
    <message>
        <source>99 % of the newest 512 frames took at most so long</source>
        <translation>99 % der neuesten 512 Bilder brauchten höchstens so lange</translation>
    </message>
    <message>
        <source>Duration
last 60 s</source>
        <translation>Dauer
letzte 60 s</translation>
    </message>
    <message>
        <source>Durations of the last minute, four a second</source>
        <translation>Dauern der letzten Minute, vier in der Sekunde</translation>
    </message>
</context>
<context>
    <name>sightglass::StatisticsPanel</name>
    <message>
        <source>Copy statistics</source>
        <translation>Statistik kopieren</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>Stufen</translation>
    </message>
    <message>
        <source>Time since the picture on display was captured</source>
        <translation>Zeit, seit das angezeigte Bild aufgenommen wurde</translation>
    </message>
    <message>
        <source>Resident memory of this program</source>
        <translation>Belegter Arbeitsspeicher dieses Programms</translation>
    </message>
    <message>
        <source>Frames that the file announces, and that are damaged or missing in it</source>
        <translation>Bilder, die die Datei ankündigt und die darin beschädigt sind oder fehlen</translation>
    </message>
    <message>
        <source>To inference</source>
        <translation>Zur Inferenz</translation>
    </message>
    <message>
        <source>To display</source>
        <translation>Zur Anzeige</translation>
    </message>
    <message>
        <source>From capture to inference</source>
        <translation>Von der Aufnahme zur Inferenz</translation>
    </message>
    <message>
        <source>From capture to the display: every frame, with the newest boxes</source>
        <translation>Von der Aufnahme zur Anzeige: jedes Bild, mit den neuesten Rahmen</translation>
    </message>
    <message>
        <source>From inference to the display: frames with their own boxes</source>
        <translation>Von der Inferenz zur Anzeige: Bilder mit ihren eigenen Rahmen</translation>
    </message>
    <message>
        <source>Memory %1</source>
        <translation>Speicher %1</translation>
    </message>
    <message>
        <source>unreadable %1, the first: %2</source>
        <translation>unlesbar %1, das erste: %2</translation>
    </message>
    <message>
        <source>Frames waiting or in work, of the most there may be. When full, newer frames replace older ones.</source>
        <translation>Bilder, die warten oder in Arbeit sind, von so vielen, wie es sein dürfen. Ist voll, treten neuere Bilder an die Stelle älterer.</translation>
    </message>
    <message>
        <source>Frames waiting or in work, of the most there may be. When full, the stage before waits; nothing is lost.</source>
        <translation>Bilder, die warten oder in Arbeit sind, von so vielen, wie es sein dürfen. Ist voll, wartet die Stufe davor; nichts geht verloren.</translation>
    </message>
    <message>
        <source>lost %1 (10 s)</source>
        <translation>verloren %1 (10 s)</translation>
    </message>
    <message>
        <source>Frames that gave way to newer ones in the last ten seconds, as there was no time for them. Of this source and policy: %1 lost, %2 skipped by pauses and fast playing; %3 dropped in all, with what seeks and other models left behind, of %4.</source>
        <translation>Bilder, die in den letzten zehn Sekunden neueren wichen, weil für sie keine Zeit war. Seit dieser Quelle und Regel: %1 verloren, %2 durch Anhalten und schnelles Abspielen übersprungen; %3 insgesamt verworfen, mit dem, was Sprünge und andere Modelle zurückließen, von %4.</translation>
    </message>
    <message>
        <source>picture %1 ms old</source>
        <translation>Bild %1 ms alt</translation>
    </message>
    <message>
        <source>Post-process</source>
        <translation>Auswertung</translation>
    </message>
</context>
<context>
    <name>sightglass::StatusLine</name>
    <message>
        <source>%1 fps · model %2 ms · %3 lost (10 s)</source>
        <translation>%1 fps · Modell %2 ms · %3 verloren (10 s)</translation>
    </message>
    <message>
        <source>Every frame: playing at %1× ▾</source>
        <translation>Jedes Bild: Wiedergabe mit %1× ▾</translation>
    </message>
    <message>
        <source>When the model is slower than the source</source>
        <translation>Wenn das Modell langsamer ist als die Quelle</translation>
    </message>
    <message>
        <source>When a frame is shown</source>
        <translation>Wann ein Bild gezeigt wird</translation>
    </message>
    <message>
        <source>Something went wrong: show the messages</source>
        <translation>Etwas ging schief: die Meldungen zeigen</translation>
    </message>
    <message>
        <source>Frames a second: %1 read, %2 seen by the model, %3 shown. %4 of %5 places in the queue are taken.
Of this source and policy %6 were lost, as the model or the display had no time for them, and %7 skipped by pauses and fast playing.</source>
        <translation>Bilder in der Sekunde: %1 gelesen, %2 vom Modell gesehen, %3 gezeigt. %4 von %5 Plätzen der Warteschlange sind belegt.
Seit dieser Quelle und Regel gingen %6 verloren, weil Modell oder Anzeige für sie keine Zeit hatten, und %7 wurden durch Anhalten und schnelles Abspielen übersprungen.</translation>
    </message>
    <message>
        <source>Every frame</source>
        <translation>Jedes Bild</translation>
    </message>
    <message>
        <source>Latest</source>
        <translation>Neuestes</translation>
    </message>
    <message>
        <source>%1: playing at %2×</source>
        <translation>%1: Wiedergabe mit %2×</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Synced</source>
        <translation>Synchron</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Flüssig</translation>
    </message>
    <message>
        <source>The model sees every frame; a slow model slows playing down.</source>
        <translation>Das Modell sieht jedes Bild; ein langsames Modell bremst die Wiedergabe.</translation>
    </message>
    <message>
        <source>The model sees the newest frame; frames it has no time for are dropped and counted.</source>
        <translation>Das Modell sieht das neueste Bild; Bilder, für die es keine Zeit hat, werden verworfen und gezählt.</translation>
    </message>
    <message>
        <source>A frame is shown when its own boxes are there.</source>
        <translation>Ein Bild wird gezeigt, wenn seine eigenen Rahmen da sind.</translation>
    </message>
    <message>
        <source>Every frame is shown at once, with the newest boxes and their age.</source>
        <translation>Jedes Bild wird sofort gezeigt, mit den neuesten Rahmen und deren Alter.</translation>
    </message>
    <message>
        <source>No model is loaded: choose one</source>
        <translation>Kein Modell ist geladen: eines wählen</translation>
    </message>
    <message>
        <source>%1 on %2: show the model</source>
        <translation>%1 auf %2: das Modell zeigen</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>%1 ×%2</source>
        <translation>%1 ×%2</translation>
    </message>
    <message>
        <source>loading %1 …</source>
        <translation>lädt %1 …</translation>
    </message>
    <message>
        <source>New messages: %1</source>
        <translation>Neue Meldungen: %1</translation>
    </message>
    <message>
        <source>%1 fps · stored · %2 lost (10 s)</source>
        <translation>%1 fps · gespeichert · %2 verloren (10 s)</translation>
    </message>
    <message>
        <source>The boxes on display are those that the model found before, and were kept.</source>
        <translation>Die gezeigten Rahmen hat das Modell früher gefunden; sie waren aufgehoben.</translation>
    </message>
</context>
<context>
    <name>sightglass::TileBar</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close this source and its place</source>
        <translation>Diese Quelle und ihren Platz schließen</translation>
    </message>
    <message>
        <source>Drag it onto another one to change places</source>
        <translation>Auf eine andere ziehen, um die Plätze zu tauschen</translation>
    </message>
    <message>
        <source>Nothing is open</source>
        <translation>Nichts ist offen</translation>
    </message>
    <message>
        <source>%1 fps</source>
        <translation>%1 fps</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>%1 verloren</translation>
    </message>
    <message>
        <source>REC %1</source>
        <translation>REC %1</translation>
    </message>
    <message>
        <source>together</source>
        <translation>gemeinsam</translation>
    </message>
    <message>
        <source>together, %1 s</source>
        <translation>gemeinsam, %1 s</translation>
    </message>
</context>
<context>
    <name>sightglass::TileOverlay</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>The picture is %1 old.</source>
        <translation>Das Bild ist %1 alt.</translation>
    </message>
    <message>
        <source>Opening %1 …</source>
        <translation>%1 wird geöffnet …</translation>
    </message>
    <message>
        <source>%1 has sent no picture for %2</source>
        <translation>%1 hat seit %2 kein Bild gesendet</translation>
    </message>
    <message>
        <source>The connection to %1 was lost</source>
        <translation>Die Verbindung zu %1 ging verloren</translation>
    </message>
    <message>
        <source>Attempt %1 in %2 s</source>
        <translation>Versuch %1 in %2 s</translation>
    </message>
    <message>
        <source>Attempt %1 …</source>
        <translation>Versuch %1 …</translation>
    </message>
    <message>
        <source>Nothing is open here</source>
        <translation>Hier ist nichts offen</translation>
    </message>
    <message>
        <source>Open a file, a camera or a stream, or drop one.</source>
        <translation>Eine Datei, eine Kamera oder einen Stream öffnen oder hierher ziehen.</translation>
    </message>
    <message>
        <source>%1 is unplugged</source>
        <translation>%1 ist ausgesteckt</translation>
    </message>
    <message>
        <source>It goes on by itself when it is plugged in again.</source>
        <translation>Es geht von selbst weiter, wenn sie wieder eingesteckt ist.</translation>
    </message>
</context>
<context>
    <name>sightglass::TimelineBar</name>
    <message>
        <source>Query</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Find: person &gt;= 3, bus and person, score &lt; 0.4</source>
        <translation>Suchen: person &gt;= 3, bus and person, score &lt; 0.4</translation>
    </message>
    <message>
        <source>Kind of event</source>
        <translation>Art der Ereignisse</translation>
    </message>
    <message>
        <source>What the arrows go to, and the list tells</source>
        <translation>Wohin die Pfeile gehen und was die Liste zeigt</translation>
    </message>
    <message>
        <source>Class of the events</source>
        <translation>Klasse der Ereignisse</translation>
    </message>
    <message>
        <source>Events of one class alone, of those that were found</source>
        <translation>Nur Ereignisse einer Klasse, von denen, die gefunden wurden</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>Erkennung</translation>
    </message>
    <message>
        <source>Change of count</source>
        <translation>Andere Anzahl</translation>
    </message>
    <message>
        <source>Near miss</source>
        <translation>Knapp verfehlt</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>A frame with a detection, after one without</source>
        <translation>Ein Bild mit einer Erkennung nach einem ohne</translation>
    </message>
    <message>
        <source>A frame that has more or fewer than the one before</source>
        <translation>Ein Bild, das mehr oder weniger hat als das davor</translation>
    </message>
    <message>
        <source>A frame with a candidate that is less than 0.05 below its threshold</source>
        <translation>Ein Bild mit einem Kandidaten, der weniger als 0,05 unter seiner Schwelle liegt</translation>
    </message>
    <message>
        <source>Where a thing is missing for 1 to 3 frames</source>
        <translation>Wo etwas für 1 bis 3 Bilder fehlt</translation>
    </message>
    <message>
        <source>Match of the query</source>
        <translation>Treffer der Suche</translation>
    </message>
    <message>
        <source>Where the query begins to be true</source>
        <translation>Wo die Suche zuzutreffen beginnt</translation>
    </message>
    <message>
        <source>Any class</source>
        <translation>Alle Klassen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>class %1</source>
        <translation>Klasse %1</translation>
    </message>
    <message>
        <source>Which frames to find: a class, a class and a number, a score; joined by and, or, not and parentheses</source>
        <translation>Welche Bilder gesucht sind: eine Klasse, eine Klasse mit Anzahl, ein Score; verbunden mit and, or, not und Klammern</translation>
    </message>
    <message>
        <source>Counting anew: %1 %</source>
        <translation>Wird neu gezählt: %1 %</translation>
    </message>
    <message>
        <source>1 span</source>
        <translation>1 Abschnitt</translation>
    </message>
    <message>
        <source>%1 spans</source>
        <translation>%1 Abschnitte</translation>
    </message>
    <message>
        <source>All %1 frames analysed</source>
        <translation>Alle %1 Bilder analysiert</translation>
    </message>
    <message>
        <source>%1 of %2 frames analysed</source>
        <translation>%1 von %2 Bildern analysiert</translation>
    </message>
</context>
<context>
    <name>sightglass::TimelineController</name>
    <message>
        <source>No model is loaded</source>
        <translation>Kein Modell ist geladen</translation>
    </message>
    <message>
        <source>The file is still being read</source>
        <translation>Die Datei wird noch gelesen</translation>
    </message>
    <message>
        <source>Nothing analysed yet: play, or analyse the clip</source>
        <translation>Noch nichts analysiert: abspielen oder den Clip analysieren</translation>
    </message>
    <message>
        <source>No match further on in what is analysed</source>
        <translation>Kein weiterer Treffer in dem, was analysiert ist</translation>
    </message>
    <message>
        <source>No match before this</source>
        <translation>Kein Treffer davor</translation>
    </message>
    <message>
        <source>%1: none further on in what is analysed</source>
        <translation>%1: nichts weiter in dem, was analysiert ist</translation>
    </message>
    <message>
        <source>%1: none before this</source>
        <translation>%1: nichts davor</translation>
    </message>
    <message>
        <source>No clip is open.</source>
        <translation>Kein Clip ist offen.</translation>
    </message>
    <message>
        <source>Type a query over the lane under the picture.</source>
        <translation>Über der Spur unter dem Bild eine Suche eingeben.</translation>
    </message>
    <message>
        <source>None in what is analysed.</source>
        <translation>Nichts in dem, was analysiert ist.</translation>
    </message>
    <message>
        <source>Save the list</source>
        <translation>Die Liste sichern</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gesichert als %1</translation>
    </message>
    <message>
        <source>%1 could not be written: %2.</source>
        <translation>%1 konnte nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Choose another folder, or make room on the disk.</source>
        <translation>Einen anderen Ordner wählen oder Platz auf dem Datenträger schaffen.</translation>
    </message>
</context>
<context>
    <name>sightglass::TimelineWorker</name>
    <message>
        <source>What the model saw in this clip could not be counted.</source>
        <translation>Was das Modell in diesem Clip gesehen hat, konnte nicht gezählt werden.</translation>
    </message>
    <message>
        <source>Open the clip again.</source>
        <translation>Den Clip noch einmal öffnen.</translation>
    </message>
</context>
<context>
    <name>sightglass::TogetherController</name>
    <message>
        <source>Each file plays by itself</source>
        <translation>Jede Datei spielt für sich</translation>
    </message>
    <message>
        <source>The %1 files play together</source>
        <translation>Die %1 Dateien spielen gemeinsam</translation>
    </message>
    <message>
        <source>Files play together once there are two of them</source>
        <translation>Dateien spielen gemeinsam, sobald es zwei sind</translation>
    </message>
    <message>
        <source>The %1 files play together, from these pictures</source>
        <translation>Die %1 Dateien spielen gemeinsam, von diesen Bildern an</translation>
    </message>
</context>
<context>
    <name>sightglass::TransportBar</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Time of the picture on display, and length of the file; click to go elsewhere</source>
        <translation>Zeit des angezeigten Bildes und Länge der Datei; klicken, um anderswohin zu springen</translation>
    </message>
    <message>
        <source>The frame on display, counted from 0, and how many there are; click to go elsewhere</source>
        <translation>Das angezeigte Bild, gezählt ab 0, und wie viele es gibt; klicken, um anderswohin zu springen</translation>
    </message>
    <message>
        <source>Speed of playing; [ slower, ] faster, Backspace normal</source>
        <translation>Geschwindigkeit der Wiedergabe; [ langsamer, ] schneller, Rücktaste normal</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>frame %1 / %2</source>
        <translation>Bild %1 / %2</translation>
    </message>
    <message>
        <source>frame %1</source>
        <translation>Bild %1</translation>
    </message>
    <message>
        <source>picture %1 old</source>
        <translation>Bild %1 alt</translation>
    </message>
    <message>
        <source>REC %1</source>
        <translation>REC %1</translation>
    </message>
    <message>
        <source>%1 not recorded</source>
        <translation>%1 nicht aufgenommen</translation>
    </message>
    <message>
        <source>last %1 s kept (%2 MB)</source>
        <translation>letzte %1 s bereit (%2 MB)</translation>
    </message>
    <message>
        <source>The file of the picture on display</source>
        <translation>Die Datei des angezeigten Bildes</translation>
    </message>
    <message>
        <source>begins at </source>
        <translation>beginnt bei </translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Versatz</translation>
    </message>
    <message>
        <source>How many seconds after the others this file began; negative: before them</source>
        <translation>Wie viele Sekunden nach den anderen diese Datei begann; negativ: vor ihnen</translation>
    </message>
</context>
<context>
    <name>sightglass::TuningPanel</name>
    <message>
        <source>Confidence</source>
        <translation>Konfidenz</translation>
    </message>
    <message>
        <source>Overlap (IoU)</source>
        <translation>Überlappung (IoU)</translation>
    </message>
    <message>
        <source>All classes as one</source>
        <translation>Alle Klassen als eine</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Least score of a detection. Behind the slider: the scores of all candidates on this frame. Double click for the default.</source>
        <translation>Kleinste Konfidenz einer Erkennung. Hinter dem Regler: die Konfidenzen aller Kandidaten dieses Bildes. Doppelklick für den üblichen Wert.</translation>
    </message>
    <message>
        <source>A box that overlaps a better one by more than this is dropped (intersection over union). Double click for the default.</source>
        <translation>Ein Rahmen, der einen besseren um mehr als dies überlappt, fällt weg (Schnittfläche durch Vereinigung). Doppelklick für den üblichen Wert.</translation>
    </message>
    <message>
        <source>Most detections of one frame; the best ones are kept</source>
        <translation>Höchstzahl der Erkennungen eines Bildes; die besten bleiben</translation>
    </message>
    <message>
        <source>Let a box suppress overlapping boxes of other classes too (class-agnostic NMS)</source>
        <translation>Einen Rahmen auch überlappende Rahmen anderer Klassen verdrängen lassen (klassenübergreifende NMS)</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Voreinstellungen</translation>
    </message>
    <message>
        <source>Thresholds and classes under a name: bring them back, or save those of now</source>
        <translation>Schwellen und Klassen unter einem Namen: zurückholen, oder die jetzigen speichern</translation>
    </message>
    <message>
        <source>Maximum detections</source>
        <translation>Höchstzahl der Erkennungen</translation>
    </message>
</context>
<context>
    <name>sightglass::UrlDialog</name>
    <message>
        <source>Open stream</source>
        <translation>Stream öffnen</translation>
    </message>
    <message>
        <source>&amp;Address of a stream:</source>
        <translation>&amp;Adresse eines Streams:</translation>
    </message>
    <message>
        <source>For instance rtsp://… or http://…</source>
        <translation>Zum Beispiel rtsp://… oder http://…</translation>
    </message>
    <message>
        <source>This is a GStreamer pipeline: Open pipeline, in the menu Source, takes it.</source>
        <translation>Dies ist eine GStreamer-Pipeline: „Pipeline öffnen“ im Menü „Quelle“ nimmt sie.</translation>
    </message>
    <message>
        <source>Its user, password or parameters were not kept: complete the address, as in rtsp://user:password@host/…</source>
        <translation>Benutzer, Passwort oder Parameter wurden nicht gespeichert: die Adresse ergänzen, etwa rtsp://user:password@host/…</translation>
    </message>
    <message>
        <source>A stream, read as an address.</source>
        <translation>Ein Stream, als Adresse gelesen.</translation>
    </message>
    <message>
        <source>A camera.</source>
        <translation>Eine Kamera.</translation>
    </message>
    <message>
        <source>A file or folder on this machine.</source>
        <translation>Eine Datei oder ein Ordner auf diesem Rechner.</translation>
    </message>
    <message>
        <source>A part of the screen.</source>
        <translation>Ein Teil des Bildschirms.</translation>
    </message>
</context>
<context>
    <name>sightglass::VideoFormRow</name>
    <message>
        <source>How the video is coded (export: --codec)</source>
        <translation>Wie das Video kodiert wird (export: --codec)</translation>
    </message>
    <message>
        <source>From 1, small, to 100, hardly to be told from the source (export: --quality)</source>
        <translation>Von 1, klein, bis 100, kaum von der Quelle zu unterscheiden (export: --quality)</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>Medium, smaller</source>
        <translation>Mittel, kleiner</translation>
    </message>
    <message>
        <source>Slow, smallest</source>
        <translation>Langsam, am kleinsten</translation>
    </message>
    <message>
        <source>How much time coding takes to make the file smaller (export: --encode-speed)</source>
        <translation>Wie viel Zeit das Kodieren sich nimmt, um die Datei kleiner zu machen (export: --encode-speed)</translation>
    </message>
    <message>
        <source>Co&amp;dec:</source>
        <translation>Co&amp;dec:</translation>
    </message>
    <message>
        <source>&amp;Quality:</source>
        <translation>&amp;Qualität:</translation>
    </message>
    <message>
        <source>Spe&amp;ed:</source>
        <translation>T&amp;empo:</translation>
    </message>
</context>
<context>
    <name>sightglass::VideoGrid</name>
    <message>
        <source>Click to add a source</source>
        <translation>Klicken, um eine Quelle hinzuzufügen</translation>
    </message>
</context>
<context>
    <name>sightglass::VideoView</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Kein Bild</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n detection(s)</source>
        <translation>
            <numerusform>%1, %n Erkennung</numerusform>
            <numerusform>%1, %n Erkennungen</numerusform>
        </translation>
    </message>
    <message>
        <source>boxes %1 older</source>
        <translation>Rahmen %1 älter</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
</TS>
