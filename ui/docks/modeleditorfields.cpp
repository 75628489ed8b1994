// SPDX-License-Identifier: Apache-2.0
// The editor's fields: what each shows and what it changes.

#include "core/inference/decoders/family.h"
#include "ui/docks/adjustlist.h"
#include "ui/docks/classnamesedit.h"
#include "ui/docks/modeleditor.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/numbersedit.h"
#include "ui/widgets/outsidetext.h"
#include "ui/widgets/wheelguard.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int largestSide = 16384;
constexpr int mostKeypoints = 10000;

/// What counts of a model: what is said of it, and for the rest what was found out. All that have a field are set.
ModelOverrides effective(const ModelDescriptor &model, const ModelOverrides &said)
{
    ModelOverrides all;
    all.name = said.name.value_or(model.name);
    all.family = said.family.value_or(model.family);
    all.classNames = said.classNames.value_or(model.classNames ? *model.classNames : QStringList());
    all.inputSize = said.inputSize.value_or(model.inputSize.isEmpty() ? QSize(0, 0) : model.inputSize);
    all.fit = said.fit.value_or(model.fit);
    all.channelOrder = said.channelOrder.value_or(model.input.order);
    all.divisor = said.divisor.value_or(model.input.divisor);
    all.mean = said.mean.value_or(model.input.mean);
    all.deviation = said.deviation.value_or(model.input.deviation);
    all.confidence = said.confidence.value_or(model.defaultConfidence);
    all.keypoints = said.keypoints.value_or(model.layout.keypoints);
    all.keypointValues = said.keypointValues.value_or(model.layout.keypointValues);
    return all;
}

/// A box of choices that gives way in a narrow panel.
template <typename T>
QComboBox *makeBox(std::initializer_list<T> values, QString (*text)(T))
{
    auto *box = new QComboBox;
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    guardAgainstWheel(box);
    for (const T value : values)
        box->addItem(text(value), static_cast<int>(value));
    return box;
}

NumberField *makeCount(int most)
{
    auto *spin = new NumberField;
    spin->setRange(0, most);
    spin->setDecimals(0);
    guardAgainstWheel(spin);
    return spin;
}

std::array<float, 3> three(const std::vector<float> &numbers)
{
    return {numbers.at(0), numbers.at(1), numbers.at(2)};
}

QString keypointValuesText(int values)
{
    return values == 2 ? ModelEditor::tr("x, y") : ModelEditor::tr("x, y, visible");
}

} // namespace

template <typename T>
void ModelEditor::addField(QWidget *widget, const QString &title, const QString &help, const char *name,
                           std::optional<T> ModelOverrides::*member)
{
    m_list->addField(widget, title, help, name);
    m_fields.push_back({widget, [member](const ModelOverrides &said) { return (said.*member).has_value(); },
                        [member](ModelOverrides &said) { (said.*member).reset(); }});
}

template <typename T>
void ModelEditor::set(std::optional<T> ModelOverrides::*member, const T &value)
{
    const std::optional<T> counts = effective(m_model, m_edits).*member;
    if (counts && *counts == value)
        return;
    m_edits.*member = value;
    change();
}

void ModelEditor::makeFields()
{
    using Said = const ModelOverrides &;
    auto *name = new QLineEdit;
    addField(name, tr("Name"), tr("What the model is called"), "adjustName", &ModelOverrides::name);
    m_shows.push_back([name](Said all) {
        // One that is just being typed anew is left alone.
        const bool begun = name->hasFocus() && name->text().isEmpty();
        if (name->text() != *all.name && !begun)
            name->setText(*all.name);
    });
    connect(name, &QLineEdit::textEdited, this, [this](const QString &text) {
        complain(text.trimmed().isEmpty() ? tr("A model needs a name.") : QString());
        if (!text.trimmed().isEmpty())
            set(&ModelOverrides::name, text);
    });

    m_family = makeBox<ModelFamily>({}, familyName);
    addField(m_family, tr("Family"), tr("How the model's outputs are read; those that fit come first"), "adjustFamily",
             &ModelOverrides::family);
    m_shows.push_back([this](Said all) { showFamilies(*all.family); });
    connect(m_family, &QComboBox::activated, this,
            [this] { set(&ModelOverrides::family, static_cast<ModelFamily>(m_family->currentData().toInt())); });

    auto *names = new ClassNamesEdit;
    addField(names, tr("Classes"), tr("Names of the classes, one a line from class 0 on"), "adjustClasses",
             &ModelOverrides::classNames);
    m_shows.push_back([names](Said all) { names->setNames(*all.classNames); });
    connect(names, &ClassNamesEdit::namesEdited, this,
            [this](const QStringList &typed) { set(&ModelOverrides::classNames, typed); });
    connect(names, &ClassNamesEdit::failed, this, &ModelEditor::showError);

    makeInputFields();

    auto *confidence = new NumberField;
    confidence->setRange(0.0, 1.0);
    confidence->setSingleStep(0.01);
    guardAgainstWheel(confidence);
    addField(confidence, tr("Confidence"), tr("The threshold to start with, 0 to 1"), "adjustConfidence",
             &ModelOverrides::confidence);
    m_shows.push_back([confidence](Said all) {
        const QSignalBlocker blocker(confidence);
        confidence->setValue(static_cast<double>(*all.confidence));
    });
    connect(confidence, &NumberField::valueChanged, this,
            [this](double value) { set(&ModelOverrides::confidence, static_cast<float>(value)); });

    makeKeypointFields();
}

void ModelEditor::makeInputFields()
{
    using Said = const ModelOverrides &;
    auto *size = new QWidget;
    auto *width = makeCount(largestSide);
    auto *height = makeCount(largestSide);
    width->setAccessibleName(tr("Input width in pixels"));
    height->setAccessibleName(tr("Input height in pixels"));
    auto *line = new QHBoxLayout(size);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addWidget(width, 1);
    line->addWidget(new QLabel(QStringLiteral("×")));
    line->addWidget(height, 1);
    for (NumberField *side : {width, height}) {
        side->setSpecialValueText(tr("any"));
        connect(side, &NumberField::valueChanged, this, [this, width, height] {
            // With one side known a size is only half said.
            if (width->whole() > 0 && height->whole() > 0)
                set(&ModelOverrides::inputSize, QSize(width->whole(), height->whole()));
        });
    }
    size->setFocusProxy(width);
    addField(size, tr("Input size"), tr("Width and height of the network's input, pixels"), "adjustSize",
             &ModelOverrides::inputSize);
    m_shows.push_back([width, height](Said all) {
        const QSignalBlocker blockers[]{QSignalBlocker(width), QSignalBlocker(height)};
        width->setValue(all.inputSize->width());
        height->setValue(all.inputSize->height());
    });

    const auto addBox = [this](QComboBox *box, const QString &title, const QString &help, const char *objectName,
                               auto member) {
        using T = typename std::remove_reference_t<decltype(ModelOverrides().*member)>::value_type;
        addField(box, title, help, objectName, member);
        m_shows.push_back(
            [box, member](Said all) { box->setCurrentIndex(box->findData(static_cast<int>(*(all.*member)))); });
        connect(box, &QComboBox::activated, this,
                [this, box, member] { set(member, static_cast<T>(box->currentData().toInt())); });
    };
    addBox(makeBox({InputFit::Letterbox, InputFit::LetterboxTopLeft, InputFit::Stretch, InputFit::CentreCrop,
                    InputFit::None},
                   inputFitName),
           tr("Fit"), tr("How a picture is brought to the input's size"), "adjustFit", &ModelOverrides::fit);
    addBox(makeBox({ChannelOrder::Rgb, ChannelOrder::Bgr, ChannelOrder::Gray}, channelOrderName), tr("Channels"),
           tr("Order of the colours in the network's input"), "adjustChannels", &ModelOverrides::channelOrder);

    const auto addNumbers = [this](int count, const QString &title, const QString &help, const char *objectName,
                                   auto member, auto toNumbers, auto fromNumbers) {
        auto *edit = new NumbersEdit(count);
        addField(edit, title, help, objectName, member);
        m_shows.push_back([edit, member, toNumbers](Said all) { edit->setNumbers(toNumbers(*(all.*member))); });
        connect(edit, &NumbersEdit::numbersEdited, this, [this, member, fromNumbers](const std::vector<float> &typed) {
            complain({});
            set(member, fromNumbers(typed));
        });
        connect(edit, &NumbersEdit::nonsenseEdited, this,
                [this, title, help] { complain(QStringLiteral("%1: %2").arg(title, help)); });
        return edit;
    };
    const auto toOne = [](float number) { return std::vector<float>{number}; };
    const auto toThree = [](const std::array<float, 3> &numbers) {
        return std::vector<float>(numbers.begin(), numbers.end());
    };
    addNumbers(1, tr("Divisor"), tr("a number above 0 that each value of 0 to 255 is divided by"), "adjustDivisor",
               &ModelOverrides::divisor, toOne, [](const std::vector<float> &numbers) { return numbers.at(0); })
        ->setAboveZero(true);
    addNumbers(3, tr("Mean"), tr("one number or three, one a channel, taken off after the division"), "adjustMean",
               &ModelOverrides::mean, toThree, three);
    addNumbers(3, tr("Deviation"), tr("one number above 0 or three, one a channel, divided by in the end"),
               "adjustDeviation", &ModelOverrides::deviation, toThree, three)
        ->setAboveZero(true);
}

void ModelEditor::makeKeypointFields()
{
    using Said = const ModelOverrides &;
    auto *count = makeCount(mostKeypoints);
    addField(count, tr("Keypoints"), tr("How many keypoints each thing has"), "adjustKeypoints",
             &ModelOverrides::keypoints);
    m_shows.push_back([this, count](Said all) {
        const QSignalBlocker blocker(count);
        count->setValue(*all.keypoints);
        m_list->setFieldVisible(count, *all.family == ModelFamily::YoloPose || m_edits.keypoints);
    });
    connect(count, &NumberField::valueChanged, this, [this, count] {
        if (count->whole() > 0)
            set(&ModelOverrides::keypoints, count->whole());
    });
    auto *values = makeBox<int>({2, 3}, keypointValuesText);
    addField(values, tr("Each holds"), tr("What a keypoint is told by"), "adjustKeypointValues",
             &ModelOverrides::keypointValues);
    m_shows.push_back([this, values](Said all) {
        values->setCurrentIndex(values->findData(*all.keypointValues));
        m_list->setFieldVisible(values, *all.family == ModelFamily::YoloPose || m_edits.keypointValues);
    });
    connect(values, &QComboBox::activated, this,
            [this, values] { set(&ModelOverrides::keypointValues, values->currentData().toInt()); });
}

void ModelEditor::showFields()
{
    const ModelOverrides all = effective(m_model, m_edits);
    for (const auto &show : m_shows)
        show(all);
    updateState();
}

void ModelEditor::showFamilies(ModelFamily current)
{
    const auto select = [&] { m_family->setCurrentIndex(m_family->findData(static_cast<int>(current))); };
    if (m_family->count() > 0 && m_offered == m_model.readings) {
        select();
        return;
    }
    m_offered = m_model.readings;
    m_family->clear();
    const auto add = [this](ModelFamily family, const QString &why) {
        m_family->addItem(familyName(family), static_cast<int>(family));
        m_family->setItemData(m_family->count() - 1, toolTipText(why), Qt::ToolTipRole);
    };
    for (const ModelReading &reading : m_model.readings)
        add(reading.family, reading.reason);
    if (m_family->count() > 0)
        m_family->insertSeparator(m_family->count());
    for (const Family &family : families()) {
        if (m_family->findData(static_cast<int>(family.family)) < 0)
            add(family.family, tr("Nothing speaks for it"));
    }
    select();
}

} // namespace sightglass
