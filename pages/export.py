"""Export: what happened to each side effect and with alerts, to look at and to take along as CSV."""

import streamlit as st

from recovery.charts.summary import ShareClear, summary_alt, summary_figure
from recovery.domain.access import Action
from recovery.services.exporting import clinicians, summary
from recovery.ui.components.alert_figures import alert_figures
from recovery.ui.components.figures import show_figure
from recovery.ui.components.summary_filters import choose_filters, download_address
from recovery.ui.components.summary_table import summary_table
from recovery.ui.guard import guard
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.theme import is_dark

visitor = guard(Action.EXPORT_SUMMARY)
catalogue = office().guide.catalogue
st.title("Export", anchor=False)
filters = choose_filters(visitor)
shown = summary(office(), visitor, filters=filters, now=now())

if not shown.rows:
    st.write("No treatment in this choice. Choose a longer period, or all methods and clinicians.")
    if not clinicians(office(), visitor):
        st.info(
            "Nobody can enrol patients yet: the practice has no clinician.",
            title="The next step",
            icon=":material/person_add:",
        )
        st.page_link(
            page_of("administration"),
            label="Invite a clinician",
            icon=":material/person_add:",
            query_params={"invite": "yes"},
        )
else:
    with st.container(horizontal=True):
        for file in ("summary.csv", "alerts.csv"):
            address = download_address(filters, file=file)
            st.link_button(
                f"Download {file}",
                address,
                key=f"download_{file.removesuffix('.csv')}",
                type="primary" if file == "summary.csv" else "secondary",
                icon=":material/download:",
            )
    st.header("Share clear by the band's end", anchor=False)
    st.caption("Of treatments that had it and whose band has ended, where it can be said; how many stands beside each.")
    shares = [
        ShareClear(
            side_effect=catalogue.side_effect(row.side_effect).name,
            method=catalogue.method(row.method).name,
            share=row.share_clear,
            evaluable=row.evaluable,
        )
        for row in shown.rows
    ]
    show_figure("summary", summary_figure(shares, dark=is_dark()), alt=summary_alt(shares))
    st.header("Alerts", anchor=False)
    alert_figures(shown.alerts, clinic=shown.choice.clinic, rules=office().guide.rules)
    st.header("The rows of summary.csv", anchor=False)
    summary_table(shown.rows, catalogue)
